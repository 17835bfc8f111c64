//! Where things stand. Pure, and shared by drawing and the mouse.

use ratatui::layout::Rect;

/// Below this there is no room for a table.
pub const LEAST_WIDTH: u16 = 40;
pub const LEAST_HEIGHT: u16 = 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Areas {
    pub stages: Rect,
    pub title: Rect,
    pub body: Rect,
    pub status: Rect,
    pub footer: Rect,
}

/// `None` if the screen is too small.
pub fn areas(width: u16, height: u16) -> Option<Areas> {
    if width < LEAST_WIDTH || height < LEAST_HEIGHT {
        return None;
    }
    let line = |y: u16| Rect::new(0, y, width, 1);
    Some(Areas {
        stages: line(0),
        title: line(1),
        body: Rect::new(0, 2, width, height - 4),
        status: line(height - 2),
        footer: line(height - 1),
    })
}

/// As [`areas`]; a screen that is too small has a body of no size, so that moving about stays harmless.
pub fn body(width: u16, height: u16) -> Rect {
    areas(width, height).map_or(Rect::new(0, 0, 0, 0), |areas| areas.body)
}

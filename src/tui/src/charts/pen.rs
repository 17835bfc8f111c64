//! Drawing that cannot leave its rectangle: every chart draws with a [`Pen`]. Text is made safe here, once.

use crate::paint;
use ninefold_base::text;
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::{Color, Style};

/// A buffer and the rectangle of it that may be written.
pub struct Pen<'b> {
    buffer: &'b mut Buffer,
    pub area: Rect,
}

impl<'b> Pen<'b> {
    pub fn new(buffer: &'b mut Buffer, area: Rect) -> Self {
        let area = area.intersection(buffer.area);
        Self { buffer, area }
    }

    /// The same buffer with a smaller rectangle.
    pub fn within(&mut self, area: Rect) -> Pen<'_> {
        Pen { area: area.intersection(self.area), buffer: self.buffer }
    }

    /// Signs of the chart itself, cut at `room` and at the rectangle. Returns the cells used.
    pub fn put(&mut self, x: u16, y: u16, signs: &str, room: u16, style: Style) -> u16 {
        if !self.has(x, y) {
            return 0;
        }
        paint::put(self.buffer, x, y, signs, room.min(self.area.right() - x), style)
    }

    /// Any text, made visible, with `…` in place of what does not fit.
    pub fn text(&mut self, x: u16, y: u16, content: &str, room: u16, style: Style) -> u16 {
        self.text_aligned(x, y, content, room, Alignment::Left, style)
    }

    pub fn text_aligned(&mut self, x: u16, y: u16, content: &str, room: u16, to: Alignment, style: Style) -> u16 {
        if !self.has(x, y) {
            return 0;
        }
        let room = room.min(self.area.right() - x);
        let content = text::fit(&text::visible(content), usize::from(room));
        let spare = room.saturating_sub(text::width(&content) as u16);
        let indent = match to {
            Alignment::Left => 0,
            Alignment::Center => spare / 2,
            Alignment::Right => spare,
        };
        paint::put(self.buffer, x + indent, y, &content, room - indent, style)
    }

    /// Lays a style over what stands in `area`.
    pub fn tint(&mut self, area: Rect, style: Style) {
        paint::tint(self.buffer, area.intersection(self.area), style);
    }

    /// Colours the ground of one cell.
    pub fn ground(&mut self, x: u16, y: u16, color: Color) {
        if self.has(x, y) {
            self.buffer[(x, y)].set_bg(color);
        }
    }

    fn has(&self, x: u16, y: u16) -> bool {
        x >= self.area.left() && x < self.area.right() && y >= self.area.top() && y < self.area.bottom()
    }
}

/// Cells that a text takes once it is visible.
pub fn width_of(content: &str) -> u16 {
    text::width(&text::visible(content)).min(usize::from(u16::MAX)) as u16
}

/// A style without its ground, to be laid over any ground.
pub fn ink(style: Style) -> Style {
    Style { bg: None, ..style }
}

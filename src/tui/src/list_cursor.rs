//! Standing in a list and scrolling it: shared by every pane that lists something.

/// How one moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    HalfUp,
    HalfDown,
    Top,
    Bottom,
}

impl Motion {
    /// Where one stands after the motion among `len` lines of which `height` are seen.
    pub fn apply(self, at: u64, len: u64, height: u64) -> u64 {
        let last = len.saturating_sub(1);
        let page = height.max(2) - 1;
        let half = (height / 2).max(1);
        let moved = match self {
            Motion::Up => at.saturating_sub(1),
            Motion::Down => at.saturating_add(1),
            Motion::Left | Motion::Right => at,
            Motion::PageUp => at.saturating_sub(page),
            Motion::PageDown => at.saturating_add(page),
            Motion::HalfUp => at.saturating_sub(half),
            Motion::HalfDown => at.saturating_add(half),
            Motion::Top => 0,
            Motion::Bottom => last,
        };
        moved.min(last)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ListCursor {
    pub selected: usize,
    pub top: usize,
}

impl ListCursor {
    pub fn moved(&mut self, motion: Motion, len: usize, height: u16) {
        self.selected = motion.apply(self.selected as u64, len as u64, u64::from(height)) as usize;
        self.top = self.first(len, height);
    }

    /// The first line on the screen: as before if that shows the selected one, else as near as possible.
    pub fn first(&self, len: usize, height: u16) -> usize {
        let height = usize::from(height.max(1));
        let selected = self.selected.min(len.saturating_sub(1));
        let most = len.saturating_sub(height);
        self.top.min(selected).max((selected + 1).saturating_sub(height)).min(most)
    }

    /// The line under the mouse, `offset` lines below the first.
    pub fn at(&self, offset: u16, len: usize, height: u16) -> Option<usize> {
        let line = self.first(len, height) + usize::from(offset);
        (line < len && offset < height).then_some(line)
    }
}

/// Scrolls text of `len` lines of which `height` are seen.
pub fn scrolled(scroll: usize, motion: Motion, len: usize, height: u16) -> usize {
    let most = len.saturating_sub(usize::from(height));
    let page = usize::from(height.max(2)) - 1;
    let half = usize::from(height / 2).max(1);
    match motion {
        Motion::Up => scroll.saturating_sub(1),
        Motion::Down => scroll + 1,
        Motion::Left | Motion::Right => scroll,
        Motion::PageUp => scroll.saturating_sub(page),
        Motion::PageDown => scroll + page,
        Motion::HalfUp => scroll.saturating_sub(half),
        Motion::HalfDown => scroll + half,
        Motion::Top => 0,
        Motion::Bottom => most,
    }
    .min(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_selected_line_is_always_seen() {
        let mut cursor = ListCursor::default();
        cursor.moved(Motion::Bottom, 100, 10);
        assert_eq!(cursor, ListCursor { selected: 99, top: 90 });
        cursor.moved(Motion::PageUp, 100, 10);
        assert_eq!(cursor, ListCursor { selected: 90, top: 90 });
        cursor.moved(Motion::Up, 100, 10);
        assert_eq!(cursor, ListCursor { selected: 89, top: 89 });
        assert_eq!(cursor.first(3, 10), 0);
        assert_eq!(cursor.first(0, 0), 0);
        assert_eq!(cursor.at(3, 100, 10), Some(92));
    }
}

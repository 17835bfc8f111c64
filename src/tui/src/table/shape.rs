//! What the loaded cells of a column have in common, so that they line up: decimals and width. Grows with what was
//! seen and never shrinks, so that columns do not twitch while one scrolls.

use crate::grid::cells;
use ninefold_base::Cell;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shape {
    /// Digits after the point, so that points stand below each other.
    pub decimals: usize,
    /// Widest number before the point, with its sign.
    whole: u16,
    /// Widest of everything else.
    other: u16,
}

impl Shape {
    pub fn width(&self) -> u16 {
        let number = if self.whole == 0 { 0 } else { self.whole + 1 + self.decimals as u16 };
        number.max(self.other)
    }

    pub fn take<'a>(&mut self, cells: impl IntoIterator<Item = &'a Cell>) {
        for cell in cells {
            match cell {
                Cell::Float(value) => self.take_float(*value),
                Cell::Float32(value) => self.take_float(cells::widened(*value)),
                _ => self.other = self.other.max(cells::natural_width(cell)),
            }
        }
    }

    fn take_float(&mut self, value: f64) {
        if cells::is_scientific(value) {
            self.other = self.other.max(cells::float(value, 0).trim().len() as u16);
            return;
        }
        self.decimals = self.decimals.max(cells::decimals_needed(value)).max(1);
        self.whole =
            self.whole.max(format!("{:.0}", value.trunc()).len() as u16 + u16::from(value < 0.0 && value > -1.0));
    }
}

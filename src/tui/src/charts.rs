//! Pictures in cells: what panes draw where one would rather look than read.
//!
//! Every chart is a plain struct of borrowed slices with a `draw(buffer, area, theme)` that draws at once and keeps
//! nothing. It draws at any size, never outside its area, and returns where things are, so that a pane can lead the
//! mouse and the cursor back to values. The area should have been cleared. No chart computes a statistic: bins, shares and
//! intervals come from the engine. Colour never speaks alone: series have markers and textures, cells have numbers or
//! shades. Text from data is made visible on its way through [`pen`].
//!
//! - counts of one column: [`Histogram`], [`SplitHistogram`], [`Bars`], [`sparkline()`]
//! - against a target: [`Rates`], [`Dumbbell`]
//! - two columns: [`Scatter`], [`Density`], [`BoxPlot`], [`Counts`]
//! - many columns: [`Heatmap`], [`MissingMap`]
//! - curves: [`LineChart`]
//!
//! Start at [`frame`], which lays out titles, axes and legend around a plot.

pub mod bars;
pub mod canvas;
pub mod frame;
pub mod heatmap;
pub mod histogram;
pub mod intervals;
pub mod legend;
pub mod lines;
pub mod missing;
pub mod mosaic;
pub mod pen;
pub mod rates;
pub mod scatter;
pub mod signs;
pub mod slots;

pub use ninefold_base::axis::{self as scale, Digits, Kind, Scale, numbers, time};
pub use ninefold_base::spark::{sparkline, sparkline_pair, sparkline_values};

pub use bars::{Bar, Bars, Rows};
pub use frame::{Along, Frame, Plot, Titles};
pub use heatmap::{Heatmap, Range, Window};
pub use histogram::{Class, Heights, Histogram, Mark, Split, SplitHistogram};
pub use intervals::{BoxPlot, Dumbbell, Five, Interval};
pub use lines::{Axis, Ends, Line, LineChart, Reference, Shape};
pub use missing::MissingMap;
pub use mosaic::Counts;
pub use rates::{Rate, Rates};
pub use scatter::{Density, Group, Scatter};
pub use slots::Bins;

#[cfg(test)]
mod tests;

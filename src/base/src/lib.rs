//! The words that all rooms speak: schema, cells, pages, views, requests, events, problems and the command table.
//!
//! Plain data only. This room must not know polars, ratatui, files, clocks or threads, so that every other room can
//! depend on it. Start at [`message`] for what the screen and the engine say to each other, at [`command`] for what a
//! user can do.

pub mod axis;
pub mod cell;
pub mod command;
pub mod explore;
pub mod feature;
pub mod figure;
pub mod format;
pub mod keys;
pub mod message;
pub mod meter;
pub mod names;
pub mod picture;
pub mod problem;
pub mod profile;
pub mod read;
pub mod schema;
pub mod spark;
pub mod stage;
pub mod text;
pub mod view;

pub use cell::Cell;
pub use figure::{Figure, Interval};
pub use meter::{Meter, Silent, Stopped};
pub use problem::Problem;
pub use schema::{Column, ColumnId, ColumnType, RowCount, TypeKind};

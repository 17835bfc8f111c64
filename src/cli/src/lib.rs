//! The headless face: the command line, and each headless command over the engine.
//!
//! The parser is built from the command table: a flag stands nowhere else. Only [`output`] prints. Start at [`parse`]
//! and [`run`].

pub mod output;
pub mod parser;
pub mod profile;
pub mod reference;
pub mod run;
pub mod schema;
pub mod text_table;
pub mod trace;

pub use parser::{Invocation, parse};
pub use run::run;

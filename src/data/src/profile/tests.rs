//! Profiles of whole tables: against golden numbers, on every type, on any number of threads, over any rows.

mod golden;
mod laws;
mod types;

use super::{Options, profile};
use crate::columnar::memory;
use crate::{RowOrder, RowSource};
use ninefold_base::message::TableId;
use ninefold_base::profile::Profile;
use ninefold_base::profile::column::ColumnProfile;
use ninefold_base::{Figure, Silent};
use polars::prelude::DataFrame;

fn table(frame: DataFrame) -> impl RowSource {
    memory::source("table", frame, 1000, TableId(1))
}

fn profile_of(source: &dyn RowSource, order: &RowOrder) -> Profile {
    profile(source, order, &Options::default(), &Silent, &|_| {}).unwrap().profile
}

fn column<'a>(profile: &'a Profile, name: &str) -> &'a ColumnProfile {
    profile.columns.iter().find(|column| column.name == name).unwrap()
}

/// Equal to 1e-9 relative; undefined where `expected` is `None`.
fn check(what: &str, found: &Figure, expected: Option<f64>) {
    match (found.value(), expected) {
        (None, None) => {}
        (Some(found), Some(expected)) => {
            let error = (found - expected).abs() / expected.abs().max(1e-300);
            assert!(error <= 1e-9 || (found - expected).abs() < 1e-12, "{what}: {found} is not {expected}");
        }
        other => panic!("{what}: {other:?}"),
    }
}

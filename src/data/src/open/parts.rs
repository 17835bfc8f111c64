//! The files of a union as far as they are known: which are open, where the rows of each begin, which columns they make.

use super::unite::{Member, United, unite};
use crate::RowSource;
use ninefold_base::{ColumnId, Problem, RowCount};
use std::sync::Arc;

/// What is known of the files so far.
pub struct State {
    /// The files from the first on; later ones are not opened yet.
    pub parts: Vec<Part>,
    pub united: Vec<United>,
    /// How many of `united` have their ids before the extra columns.
    pub first_united: usize,
    /// First row of each part; the last entry is the number of rows reachable.
    pub starts: Vec<u64>,
    pub exact: bool,
    pub complete: bool,
}

#[derive(Clone)]
pub enum Part {
    Open(Arc<dyn RowSource>),
    /// Left out, with the reason.
    Unreadable(Problem),
}

impl Part {
    pub fn source(&self) -> Option<&Arc<dyn RowSource>> {
        match self {
            Self::Open(source) => Some(source),
            Self::Unreadable(_) => None,
        }
    }
}

impl State {
    pub fn new(parts: Vec<Part>, first_united: usize, files: usize, complete: bool) -> Result<Self, Problem> {
        let mut members = Vec::with_capacity(parts.len());
        let mut starts = vec![0];
        let mut exact = parts.len() == files;
        let mut reachable = true;
        for part in &parts {
            let start = starts[starts.len() - 1];
            let Some(source) = part.source() else {
                members.push(Vec::new());
                starts.push(start);
                continue;
            };
            let rows = source.row_count();
            exact &= rows.is_exact();
            // Rows behind a file that is not counted yet have no number yet.
            starts.push(if reachable { start + rows.reachable() } else { start });
            reachable &= rows.is_exact();
            members.push(self::members(source.as_ref())?);
        }
        let united = unite(&members);
        Ok(Self { parts, united, first_united, starts, exact, complete })
    }

    pub fn rows(&self) -> u64 {
        self.starts[self.starts.len() - 1]
    }

    pub fn part_rows(&self) -> impl Iterator<Item = Option<u64>> + '_ {
        self.parts.iter().map(|part| match part.source().map(|source| source.row_count()) {
            Some(RowCount::Exact(rows)) => Some(rows),
            Some(RowCount::Partial { .. }) => None,
            None => Some(0),
        })
    }

    /// The part that holds a row.
    pub fn part_of(&self, row: u64) -> usize {
        self.starts.partition_point(|start| *start <= row).saturating_sub(1)
    }
}

fn members(source: &dyn RowSource) -> Result<Vec<Member>, Problem> {
    let columns = source.info().columns;
    let ids: Vec<ColumnId> = (0..columns.len() as u32).map(ColumnId).collect();
    let empty = source.read(0..0, &ids)?;
    let dtypes = empty.frame.columns().iter().map(|column| column.dtype().clone());
    Ok(ids.iter().zip(columns).zip(dtypes).map(|((id, column), dtype)| Member { id: *id, column, dtype }).collect())
}

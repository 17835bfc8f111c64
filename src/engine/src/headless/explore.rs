//! Stages 2 and 3 without a screen.

use super::Table;
use crate::explore::{self, Gate, Rows};
use crate::project;
use ninefold_base::explore::{Decision, Decisions, Target};
use ninefold_base::profile::Profile;
use ninefold_base::profile::compare::{CompareWith, Comparison};
use ninefold_base::profile::contract::{Contract, Violation};
use ninefold_base::{Cell, ColumnId, Problem};
use ninefold_data::Interrupted;
use std::path::{Path, PathBuf};
use std::sync::Arc;

impl Table {
    fn rows(&self) -> Rows {
        Rows { source: Arc::clone(&self.source), order: self.order.clone() }
    }

    /// What the project file beside the data says; nothing where there is none or it cannot be read.
    fn decisions(&self) -> Result<Decisions, Problem> {
        project::load_decisions(&self.source.info().source)
    }

    /// The column of that name.
    ///
    /// # Errors
    /// No such column, with the nearest name.
    pub fn column(&self, name: &str) -> Result<ColumnId, Problem> {
        project::column_id(&self.source.info().columns, name)
    }

    /// The target by name, or the one of the project file, or none.
    ///
    /// # Errors
    /// No such column; a project file that cannot be read.
    pub fn target(&self, name: Option<&str>, positive: Option<&str>) -> Result<Option<Target>, Problem> {
        let decisions = self.decisions()?;
        let named = name.map(str::to_string).or_else(|| decisions.target.clone());
        let Some(named) = named else { return Ok(None) };
        let kept = decisions.target.as_ref() == Some(&named);
        let positive = positive.map(str::to_string).or(decisions.positive.filter(|_| kept));
        Ok(Some(Target {
            column: self.column(&named)?,
            positive: positive.map(Cell::Text),
            task: decisions.task.filter(|_| kept),
        }))
    }

    /// One scan of the rows; findings accepted in the project file are marked. `gates` may ask for more than the usual
    /// thresholds find.
    pub fn profile(&self, target: Option<&Target>, gates: &[Gate]) -> Result<Profile, Interrupted> {
        let profile = explore::profile_for(&self.rows(), target, gates, &self.meter, &|_| {})?;
        Ok(explore::acknowledged(profile, &self.decisions()?))
    }

    pub fn compare(&self, with: &CompareWith) -> Result<Comparison, Interrupted> {
        explore::compare(&self.rows(), with, &self.meter)
    }

    pub fn infer_contract(&self) -> Result<Contract, Interrupted> {
        Ok(explore::infer_contract(&self.profile(None, &[])?))
    }

    /// Writes the contract into the project file beside the data and gives its path.
    pub fn keep_contract(&self, contract: Contract) -> Result<PathBuf, Problem> {
        project::save_decision(&self.source.info().source, &Decision::Contract(contract))
    }

    /// The contract of a project file, or of the one beside the data.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn contract(&self, path: Option<&str>) -> Result<Contract, Problem> {
        match path {
            Some(path) => Ok(project::load(Path::new(path))?.decisions.contract),
            None => Ok(self.decisions()?.contract),
        }
    }

    pub fn check(&self, contract: &Contract) -> Result<Vec<Violation>, Interrupted> {
        explore::check(&self.rows(), contract, &self.meter)
    }
}

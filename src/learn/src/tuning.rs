//! Choosing settings: random search and successive halving over cross-validation folds.
//!
//! A trial is a recipe with its settings; its score is the mean loss over the folds (log loss or root mean squared error,
//! lower is better). The budget is a number of trials, or a time that the caller measures: this room has no clock, so it
//! asks before every fit whether to go on. Stopped in the middle, the trials that are done are kept and the best is known.

use crate::estimator::{FitError, Watch};
use crate::folds::Fold;
use crate::loss::mean_loss;
use crate::matrix::Dataset;
use crate::random::Random;
use crate::recipe::{Recipe, fit};
use ninefold_base::{Meter, Problem};
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// From where a setting is drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Range {
    /// Evenly between both.
    Even { low: f64, high: f64 },
    /// Evenly on the scale of logarithms; both above 0.
    Log { low: f64, high: f64 },
    /// Whole numbers, both ends among them, evenly on the scale of logarithms.
    Whole { low: u32, high: u32 },
    /// One of these.
    Choice { of: Vec<serde_json::Value> },
}

/// A setting by its name in the project file, and its range.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Knob {
    pub name: String,
    pub range: Range,
}

/// What is searched: a recipe, and the settings of it that vary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Space {
    pub base: Recipe,
    pub knobs: Vec<Knob>,
}

/// How it is searched.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Search {
    /// Every trial on all folds.
    Random { trials: u32 },
    /// All trials on one share of the training rows, the better `1/keep` of them on `keep` times as many, until all rows
    /// are used.
    Halving { trials: u32, keep: u32 },
}

impl Search {
    fn trials(&self) -> u32 {
        match *self {
            Self::Random { trials } | Self::Halving { trials, .. } => trials,
        }
    }
}

/// One recipe that was tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trial {
    /// From 0; trial 0 is the base as it stands.
    pub number: u32,
    /// What was drawn, by knob.
    pub drawn: Vec<serde_json::Value>,
    pub recipe: Recipe,
    /// Share of the training rows it was last fitted on.
    pub share: f64,
    /// The loss on each fold done.
    pub losses: Vec<f64>,
    /// Rounds that early stopping chose, by fold.
    pub rounds: Vec<u32>,
    /// Why it has no loss.
    pub failed: Option<Problem>,
}

impl Trial {
    /// The mean loss over all folds; none before they are done.
    pub fn loss(&self, folds: usize) -> Option<f64> {
        (self.losses.len() == folds).then(|| self.losses.iter().sum::<f64>() / folds as f64)
    }
}

/// What a search came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tuned {
    pub trials: Vec<Trial>,
    /// Position of the least loss among the trials fitted on the most rows.
    pub best: Option<usize>,
    /// False where the budget of time ended it, or the user did.
    pub complete: bool,
}

/// Draws settings for the space. The first is the base as it stands, so that a search is never worse than none.
pub fn draw(space: &Space, trials: u32, seed: u64) -> Result<Vec<Trial>, Problem> {
    space.knobs.iter().try_for_each(check)?;
    let base =
        serde_json::to_value(&space.base).map_err(|error| Problem::fault("reading the recipe to tune", error))?;
    let mut made = Vec::with_capacity(trials as usize);
    for number in 0..trials {
        let mut random = Random::stream(seed, u64::from(number));
        let mut settings = base.clone();
        let mut drawn = Vec::with_capacity(space.knobs.len());
        for knob in &space.knobs {
            let known = settings.get(&knob.name).cloned().ok_or_else(|| no_setting(space, &knob.name))?;
            let value = if number == 0 { known } else { value(&knob.range, &mut random) };
            settings[&knob.name] = value.clone();
            drawn.push(value);
        }
        let recipe: Recipe = serde_json::from_value(settings).map_err(|error| {
            let why = format!("the ranges give settings it does not take: {error}");
            Problem::new(format!("could not tune `{}`", space.base.kind()), why, "correct the ranges")
        })?;
        made.push(Trial { number, drawn, recipe, share: 0.0, losses: Vec::new(), rounds: Vec::new(), failed: None });
    }
    Ok(made)
}

fn no_setting(space: &Space, name: &str) -> Problem {
    let kind = space.base.kind();
    Problem::new(
        format!("could not tune `{kind}`"),
        format!("it has no setting `{name}`"),
        "correct its name in the ranges to search",
    )
}

fn check(knob: &Knob) -> Result<(), Problem> {
    let sound = match &knob.range {
        Range::Even { low, high } => low.is_finite() && high.is_finite() && low <= high,
        Range::Log { low, high } => *low > 0.0 && high.is_finite() && low <= high,
        Range::Whole { low, high } => low <= high,
        Range::Choice { of } => !of.is_empty(),
    };
    if sound {
        return Ok(());
    }
    let why = format!("the range of `{}` is empty, or reaches below what it may", knob.name);
    Err(Problem::new("could not tune", why, "give a low end and a high end above it"))
}

fn value(range: &Range, random: &mut Random) -> serde_json::Value {
    match range {
        Range::Even { low, high } => (low + (high - low) * random.unit()).into(),
        Range::Log { low, high } => (low.ln() + (high.ln() - low.ln()) * random.unit()).exp().clamp(*low, *high).into(),
        Range::Whole { low, high } => {
            // Half a step beyond both ends, so that each whole number has the width of its neighbours. 0 counts as half.
            let (from, to) = ((f64::from(*low) - 0.5).max(0.5).ln(), (f64::from(*high) + 0.5).ln());
            let drawn = (from + (to - from) * random.unit()).exp().round() as u32;
            drawn.clamp(*low, *high).into()
        }
        Range::Choice { of } => of[random.below(of.len() as u32) as usize].clone(),
    }
}

/// Searches. `go_on` is asked before every fit (the budget of time); `on_trial` hears of every trial when a stage of it is
/// done. What the meter stops is an unfinished fit: the trials done before are kept, with `complete` false.
#[allow(clippy::too_many_arguments)] // Each is another thing, and no two of them belong together.
pub fn tune(
    space: &Space,
    search: &Search,
    seed: u64,
    data: &Dataset,
    folds: &[Fold],
    meter: &dyn Meter,
    go_on: &mut dyn FnMut() -> bool,
    on_trial: &mut dyn FnMut(&Trial),
) -> Result<Tuned, Problem> {
    if folds.is_empty() || search.trials() == 0 {
        return Err(Problem::new("could not tune", "there are no folds or no trials", "ask for one or more of each"));
    }
    let trials = draw(space, search.trials(), seed)?;
    let shares = shares(search);
    let mut state = State { trials, folds, data, seed, meter, done: 0, fits: planned(search, folds.len()) };
    let mut alive: Vec<usize> = (0..state.trials.len()).collect();
    let mut complete = true;
    'stages: for (stage, &share) in shares.iter().enumerate() {
        for &at in &alive {
            match state.run(at, share, go_on) {
                Ok(()) => on_trial(&state.trials[at]),
                Err(Ended) => {
                    complete = false;
                    break 'stages;
                }
            }
        }
        if let (Search::Halving { keep, .. }, true) = (search, stage + 1 < shares.len()) {
            alive.retain(|&at| state.trials[at].loss(folds.len()).is_some());
            alive.sort_by(|&a, &b| state.loss(a).total_cmp(&state.loss(b)).then(a.cmp(&b)));
            alive.truncate(alive.len().div_ceil(*keep as usize).max(1));
        }
    }
    let best = best(&state.trials, folds.len());
    Ok(Tuned { trials: state.trials, best, complete })
}

/// The time or the user ended it.
struct Ended;

struct State<'t> {
    trials: Vec<Trial>,
    folds: &'t [Fold],
    data: &'t Dataset,
    seed: u64,
    meter: &'t dyn Meter,
    done: u64,
    fits: u64,
}

/// Lets a fit be stopped without its own progress, which is not that of the search.
struct Quiet<'m>(&'m dyn Meter);

impl Meter for Quiet<'_> {
    fn report(&self, _done: u64, _total: u64) {}
    fn stopped(&self) -> bool {
        self.0.stopped()
    }
}

impl State<'_> {
    fn loss(&self, at: usize) -> f64 {
        self.trials[at].loss(self.folds.len()).unwrap_or(f64::INFINITY)
    }

    /// A trial on all folds with a share of their training rows. What an earlier stage found stands until all are done.
    fn run(&mut self, at: usize, share: f64, go_on: &mut dyn FnMut() -> bool) -> Result<(), Ended> {
        if self.trials[at].failed.is_some() {
            return Ok(());
        }
        let (mut losses, mut rounds) = (Vec::new(), Vec::new());
        for number in 0..self.folds.len() {
            if self.meter.stopped() || !go_on() {
                return Err(Ended);
            }
            match self.one(at, number, share) {
                Ok((loss, round)) => {
                    losses.push(loss);
                    rounds.extend(round);
                }
                Err(FitError::Stopped) => return Err(Ended),
                Err(FitError::Problem(problem)) => {
                    self.trials[at].failed = Some(problem);
                    return Ok(());
                }
            }
            self.done += 1;
            self.meter.report(self.done, self.fits.max(self.done));
        }
        let trial = &mut self.trials[at];
        (trial.losses, trial.rounds, trial.share) = (losses, rounds, share);
        Ok(())
    }

    fn one(&self, at: usize, fold: usize, share: f64) -> Result<(f64, Option<u32>), FitError> {
        let Fold { train, test } = &self.folds[fold];
        let train = part_of(train, share, self.seed, fold as u64);
        let training = self.data.select(&train)?;
        let judged = self.data.select_for_scoring(test)?;
        let quiet = Quiet(self.meter);
        // Early stopping on the rows judged flatters each trial alike, and only the choice among them is taken from here.
        let found = fit(&self.trials[at].recipe, &training, Some(&judged), &mut Watch::new(&quiet))?;
        let predictions = found.model.predict(judged.features())?;
        let loss = mean_loss(judged.target(), judged.extras().weights.as_deref(), &predictions);
        if loss.is_nan() {
            let why = "the loss is not a number: the rows judged have no weight";
            return Err(Problem::new("could not judge the trial", why, "use fewer folds").into());
        }
        Ok((loss, found.best_round))
    }
}

/// A share of the rows: the first of a seeded shuffle, so that a larger share holds the smaller.
fn part_of(rows: &[u32], share: f64, seed: u64, fold: u64) -> Vec<u32> {
    if share >= 1.0 {
        return rows.to_vec();
    }
    let mut shuffled = rows.to_vec();
    Random::stream(seed, 0x000f_01d5 + fold).shuffle(&mut shuffled);
    shuffled.truncate(((rows.len() as f64 * share).ceil() as usize).max(2));
    shuffled.sort_unstable();
    shuffled
}

/// The shares of rows of the stages.
fn shares(search: &Search) -> Vec<f64> {
    match *search {
        Search::Random { .. } => vec![1.0],
        Search::Halving { trials, keep } => {
            let keep = keep.max(2);
            let mut shares = vec![1.0];
            let mut left = trials;
            while left > keep {
                left = left.div_ceil(keep);
                shares.push(shares.last().copied().unwrap_or(1.0) / f64::from(keep));
            }
            shares.reverse();
            shares
        }
    }
}

fn planned(search: &Search, folds: usize) -> u64 {
    let mut left = u64::from(search.trials());
    let mut fits = 0;
    for _ in shares(search) {
        fits += left * folds as u64;
        if let Search::Halving { keep, .. } = search {
            left = left.div_ceil(u64::from((*keep).max(2)));
        }
    }
    fits
}

fn best(trials: &[Trial], folds: usize) -> Option<usize> {
    let most = trials.iter().map(|trial| trial.share).fold(0.0, f64::max);
    (0..trials.len())
        .filter(|&at| trials[at].share == most)
        .filter_map(|at| trials[at].loss(folds).map(|loss| (at, loss)))
        .min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)))
        .map(|(at, _)| at)
}

//! The nine stages of a project, one key each.

/// A stage of the stage bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    Problem,
    Data,
    Explore,
    Features,
    Models,
    Train,
    Evaluate,
    Deploy,
    Monitor,
}

impl Stage {
    pub const ALL: [Stage; 9] = [
        Stage::Problem,
        Stage::Data,
        Stage::Explore,
        Stage::Features,
        Stage::Models,
        Stage::Train,
        Stage::Evaluate,
        Stage::Deploy,
        Stage::Monitor,
    ];

    /// From 1, as on the key.
    pub fn number(self) -> usize {
        self as usize + 1
    }

    pub fn title(self) -> &'static str {
        match self {
            Stage::Problem => "Problem",
            Stage::Data => "Data",
            Stage::Explore => "Explore",
            Stage::Features => "Features",
            Stage::Models => "Models",
            Stage::Train => "Train",
            Stage::Evaluate => "Evaluate",
            Stage::Deploy => "Deploy",
            Stage::Monitor => "Monitor",
        }
    }

    /// The question the stage answers.
    pub fn question(self) -> &'static str {
        match self {
            Stage::Problem => "What is decided, what does a mistake cost, what must be beaten?",
            Stage::Data => "Where is it from, can it be trusted?",
            Stage::Explore => "What does it look like?",
            Stage::Features => "What should a model see?",
            Stage::Models => "Who competes?",
            Stage::Train => "Do they converge?",
            Stage::Evaluate => "Is it good, for whom, at which threshold?",
            Stage::Deploy => "How does it leave?",
            Stage::Monitor => "Is it still true?",
        }
    }

    /// What the user will leave behind there.
    pub fn leaves(self) -> &'static str {
        match self {
            Stage::Problem => "target, costs, required level, baselines, sensitive attributes",
            Stage::Data => "sources, schema contract, split, findings on labels, duplicates, leaks",
            Stage::Explore => "knowledge; a list of findings",
            Stage::Features => "feature definitions",
            Stage::Models => "the line-up: baselines, linear, boosted",
            Stage::Train => "fitted models, tuning trials",
            Stage::Evaluate => "verdict against the baseline, chosen threshold, fairness table",
            Stage::Deploy => "feature spec, model file, model card, registry version",
            Stage::Monitor => "drift report, gates",
        }
    }

    /// False for a stage that is not built yet: its pane says what it will do and does nothing else.
    pub fn is_built(self) -> bool {
        matches!(self, Stage::Data | Stage::Explore)
    }
}

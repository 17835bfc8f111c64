//! The page of a stage that is not built yet: what it will do, and that it does nothing so far.

use crate::paint;
use crate::state::State;
use ninefold_base::stage::Stage;
use ninefold_base::text;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What the stage will do, as short sentences.
fn plan(stage: Stage) -> &'static [&'static str] {
    match stage {
        Stage::Problem => &[
            "Write down the decision, the target and what each kind of mistake costs.",
            "Name the rule or score in use today: a model has to beat it.",
            "Set the level that must be reached before any model is trained.",
        ],
        Stage::Data | Stage::Explore => &[],
        Stage::Features => &[
            "Define features as SQL expressions and fitted functions, learned on the training rows only.",
            "Say for each whether its value is known at the moment of the decision.",
            "Show what each feature looks like, for each class.",
        ],
        Stage::Models => &[
            "Line up baselines, linear models and boosted trees.",
            "Each with its settings, its cost and what it needs.",
        ],
        Stage::Train => &[
            "Train with progress and loss curves, on all cores, stopping when asked.",
            "Tune by cross-validation and keep every trial.",
        ],
        Stage::Evaluate => &[
            "Compare with the baseline, with intervals, on rows no model has seen.",
            "Choose a threshold from the costs, and see who is helped and who is harmed by it.",
            "Calibration, fairness by group, the worst mistakes row by row.",
        ],
        Stage::Deploy => &[
            "Write the model, its features and a model card that says what it is for and what it is not.",
            "Prove that the written model scores every row as the one evaluated did.",
        ],
        Stage::Monitor => &[
            "Compare new data with the training data: drift by column, by score, by outcome.",
            "Gates that say when the model must no longer be used.",
        ],
    }
}

pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let theme = &state.theme;
    let stage = state.stage;
    let width = area.width.saturating_sub(8).min(84);
    let x = area.x + (area.width - width) / 2;
    let mut y = area.y + (area.height / 6).max(1);
    let mut write = |content: &str, style, gap: u16| {
        for line in text::wrap(content, usize::from(width)) {
            if y < area.bottom() {
                paint::put(buffer, x, y, &line, width, style);
            }
            y += 1;
        }
        y += gap;
    };
    write(&format!("{} {}", stage.number(), stage.title()), theme.accent.patch(theme.heading), 0);
    write(stage.question(), theme.heading, 1);
    write("This stage is coming; it is not built yet, and nothing here runs.", theme.warning, 1);
    write("What it will do", theme.dim, 0);
    for sentence in plan(stage) {
        // Lines after the first hang below the text, not below its dot.
        for (i, line) in text::wrap(sentence, usize::from(width.saturating_sub(2))).iter().enumerate() {
            write(&format!("{} {line}", if i == 0 { "·" } else { " " }), theme.text, 0);
        }
    }
    write("", theme.text, 0);
    write("What you will leave behind", theme.dim, 0);
    write(&format!("· {}", stage.leaves()), theme.text, 1);
    write("2 goes to the data.", theme.dim, 0);
}

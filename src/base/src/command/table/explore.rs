//! The rows of stage 3. A macro that puts its rows behind those it is given, so that the table stays one list.

macro_rules! with_explore_rows {
    ($($rows:tt)*) => {
        commands! {
            $($rows)*
            ExploreColumns {
                name: "explore-columns", title: "pane Columns", help: "Shows all columns with type, missing values, distinct values and shape, and the detail of the one under the cursor.",
                group: Group::Explore, words: &["profile", "summary", "describe", "statistics", "histogram"],
                keys: &[(Explore, "C")], when: Condition::TableOpen,
                examples: &[screen(PENGUINS, "3 T C", "bill_length_mm")],
            }
            ExploreTarget {
                name: "explore-target", title: "pane Target", help: "Shows the column to be predicted: its classes or its distribution, and every other column ranked by what it tells of it.",
                group: Group::Explore, words: &["label", "outcome", "balance", "leak", "predict", "relation"],
                keys: &[(Explore, "T")], when: Condition::TableOpen,
                examples: &[screen(PENGUINS, "3 T", "No target is chosen")],
            }
            ExploreMissing {
                name: "explore-missing", title: "pane Missing", help: "Shows what is missing where: the map of rows and columns, the share of each column, which columns go missing together, and the commonest patterns.",
                group: Group::Explore, words: &["null", "na", "holes", "map", "nullity"],
                keys: &[(Explore, "M")], when: Condition::TableOpen,
                examples: &[screen(PENGUINS, "m a esc 3 M", "Map of missing values")],
            }
            ExploreFindings {
                name: "explore-findings", title: "pane Findings", help: "Lists what the columns give a warning of, worst first, each with its evidence, its rule, its rows and what to do about it.",
                group: Group::Explore, words: &["warnings", "alerts", "quality", "problems", "leak"],
                keys: &[(Explore, "F")], when: Condition::TableOpen,
                examples: &[screen(PENGUINS, "3 F", "worst first")],
            }
            CycleMissing {
                name: "cycle-missing", title: "another view of what is missing", help: "Goes from the map to the shares of the columns, to what goes missing together, to the patterns, and round.",
                group: Group::Explore, words: &["map", "shares", "together", "patterns"],
                keys: &[(Missing, "v")], when: Condition::TableOpen, footer: Some((11, "view")),
                examples: &[screen(PENGUINS, "m a esc 3 M v v v", "Patterns of missing values")],
            }
            SortMap {
                name: "sort-map", title: "put the rows of the map in order", help: "Puts the rows of the map of missing values in the order of a column, or in their own order again: what is missing for small or large values only shows as a stretch.",
                group: Group::Explore, words: &["order", "missing"],
                args: &[arg("column", ArgKind::Column, OptionalPositional, "Column; the one under the cursor unless told")],
                keys: &[(Missing, "s")], when: Condition::Profiled, footer: Some((12, "sort map")),
                examples: &[screen(PENGUINS, "m a esc 3 M : `sort-map year` enter", "sorted by year")],
            }
            AcceptFinding {
                name: "accept-finding", title: "accept this finding", help: "Accepts the finding under the cursor with a reason, which is kept in the project file; an accepted one counts again. Accepted findings stand at the end.",
                group: Group::Explore, words: &["acknowledge", "ignore", "dismiss", "reason"],
                args: &[arg("reason", ArgKind::Text, OptionalPositional, "Why it may stay as it is")],
                keys: &[(Findings, "a")], when: Condition::Profiled, footer: Some((11, "accept")),
                examples: &[screen(PENGUINS, "3 F a", "Why may this stay")],
            }
            Describe {
                name: "describe", title: "describe this column", help: "Goes to the column's statistics, histogram, values and findings in stage 3.", group: Group::Explore,
                words: &["statistics", "summary", "profile", "histogram", "distribution"],
                args: &[arg("column", ArgKind::Column, OptionalPositional, "Column; the one under the cursor unless told")],
                keys: &[(Grid, "I"), (Target, "I"), (AgainstTarget, "I"), (Missing, "I"), (Findings, "I")], when: Condition::TableOpen, footer: Some((19, "describe")),
                examples: &[screen(PENGUINS, "m a esc c `mass` enter I", "standard deviation")],
            }
            SortColumnsBy {
                name: "sort-columns-by", title: "put the columns in another order", help: "Orders the list of columns by name, type, missing values, distinct values, skew or imbalance, findings, or as in the file. The same order again turns it round.",
                group: Group::Explore, words: &["order"],
                args: &[arg("order", ArgKind::Choice(&["file", "name", "type", "missing", "distinct", "skew", "findings"]), Positional, "What decides")],
                keys: &[(Columns, "s")], when: Condition::TableOpen, footer: Some((12, "sort")),
                examples: &[screen(PENGUINS, "3 s `name` enter", "by name")],
            }
            FilterColumns {
                name: "filter-columns", title: "list only some columns", help: "Narrows the list of columns: any part of a name, `type:int` (or number, time, category), `finding:missing` (or `finding:any`); several words must all hold. Nothing lists all again.",
                group: Group::Explore, words: &["narrow", "find column", "search"],
                args: &[arg("words", ArgKind::Text, Positional, "Parts of names, type:…, finding:…")],
                keys: &[(Columns, "/")], when: Condition::TableOpen, footer: Some((11, "filter")),
                examples: &[screen(PENGUINS, "3 / `bill` enter", "2 of 8 columns"), screen(PENGUINS, "m a esc 3 / `type:text` enter", "3 of 8 columns")],
            }
            Enlarge {
                name: "enlarge", title: "give the detail all the room", help: "Shows the detail of the column on the whole screen, or beside the list again. Up and down still go to the next column.",
                group: Group::Explore, words: &["zoom", "maximize", "full"],
                keys: &[(Columns, "space")], when: Condition::Profiled, footer: Some((14, "enlarge")),
                examples: &[screen(PENGUINS, "m a esc 3 down down space", "interquartile range")],
            }
            MoreBins {
                name: "more-bins", title: "more bars", help: "Draws the histogram with more, narrower bars.", group: Group::Explore, words: &["histogram", "bins", "finer"],
                keys: &[(Columns, "+"), (AgainstTarget, "+")], when: Condition::Profiled, footer: Some((15, "")),
                examples: &[screen(PENGUINS, "m a esc 3 down down +", "about 50 bars")],
            }
            FewerBins {
                name: "fewer-bins", title: "fewer bars", help: "Draws the histogram with fewer, wider bars.", group: Group::Explore, words: &["histogram", "bins", "coarser"],
                keys: &[(Columns, "-"), (AgainstTarget, "-")], when: Condition::Profiled, footer: Some((16, "bars")),
                examples: &[screen(PENGUINS, "m a esc 3 down down -", "about 20 bars")],
            }
            LogScale {
                name: "log-scale", title: "logarithmic scale of values", help: "Draws the values on a logarithmic scale, or on a plain one again. Values that are not positive are counted beside it.",
                group: Group::Explore, words: &["histogram", "log"],
                keys: &[(Columns, "L"), (AgainstTarget, "L")], when: Condition::Profiled, footer: Some((17, "log")),
                examples: &[screen(PENGUINS, "m a esc 3 down down L", "log scale")],
            }
            LogHeights {
                name: "log-heights", title: "logarithmic heights of bars", help: "Draws the heights of the bars on a logarithmic scale, so that rare values are seen beside common ones, or on a plain one again.",
                group: Group::Explore, words: &["histogram", "log"],
                keys: &[(Columns, "H")], when: Condition::Profiled,
                examples: &[screen(PENGUINS, "m a esc 3 down down H", "(log)")],
            }
            BinRange {
                name: "bin-range", title: "only a range of values", help: "Draws the histogram of the values from the first number to the second: `0 100`. For times, dates: `2024-01-01 2024-06-30`. Nothing draws all again.",
                group: Group::Explore, words: &["histogram", "zoom", "limits"],
                args: &[arg("range", ArgKind::Text, Positional, "Two numbers or two dates")],
                keys: &[(Columns, "r"), (AgainstTarget, "r")], when: Condition::Profiled, footer: Some((18, "range")),
                examples: &[screen(PENGUINS, "m a esc 3 down down r `40 50` enter", "from 40 to 50")],
            }
            ChooseTarget {
                name: "choose-target", title: "choose the target", help: "Chooses the column to be predicted, or none. The choice is kept in the project file.",
                group: Group::Explore, words: &["label", "outcome", "predict", "response"],
                args: &[arg("column", ArgKind::Column, OptionalPositional, "The column")],
                keys: &[(Explore, "t")], when: Condition::TableOpen, footer: Some((20, "target")),
                examples: &[screen(PENGUINS, "3 T t `spec`", "species")],
            }
            ChoosePositive {
                name: "choose-positive", title: "choose the positive class", help: "Chooses the class that counts as positive: the one that rates and AUC are about. The choice is kept in the project file.",
                group: Group::Explore, words: &["class", "label"],
                args: &[arg("class", ArgKind::Text, OptionalPositional, "The class")],
                keys: &[(Target, "p"), (AgainstTarget, "p")], when: Condition::TargetChosen, footer: Some((21, "positive")),
                examples: &[screen(PENGUINS, "3 T p", "no target is chosen")],
            }
            ChooseTask {
                name: "choose-task", title: "classes or numbers", help: "Chooses what is predicted: one of two classes, one of several, or a number. It is told from the target unless you choose.",
                group: Group::Explore, words: &["binary", "multiclass", "regression", "classification"],
                args: &[arg("task", ArgKind::Choice(&["inferred", "binary", "multiclass", "regression"]), OptionalPositional, "The task")],
                keys: &[(Target, "K")], when: Condition::TargetChosen,
                examples: &[screen(PENGUINS, "3 T K", "no target is chosen")],
            }
            AgainstTarget {
                name: "against-target", title: "this column against the target", help: "Shows how the target depends on the column: histograms split by class, the rate of each bin or category with its interval, and missing values as a group of their own.",
                group: Group::Explore, words: &["rate", "weight of evidence", "split", "bivariate"],
                args: &[arg("column", ArgKind::Column, OptionalPositional, "The column; the one under the cursor unless told")],
                keys: &[(Columns, "x")], when: Condition::TargetChosen, footer: Some((19, "by target")),
                examples: &[screen(PENGUINS, "3 x", "no target is chosen")],
            }
            CycleSplit {
                name: "cycle-split", title: "another way to split the bars", help: "Draws the classes below each other, stacked, or as shares of each bar.",
                group: Group::Explore, words: &["stacked", "panels", "shares"],
                keys: &[(AgainstTarget, "v")], when: Condition::TargetChosen, footer: Some((16, "split")),
                examples: &[screen(PENGUINS, ": `cycle-split` enter", "no target is chosen")],
            }
            Definitions {
                name: "definitions", title: "what the figures mean", help: "Lists every figure of this place with its formula, and where other programs compute it differently.",
                group: Group::Explore, words: &["formula", "glossary", "meaning", "statistics"],
                keys: &[(Explore, "d")], footer: Some((22, "definitions")),
                examples: &[screen(PENGUINS, "3 d", "standard deviation")],
            }
            WritePicture {
                name: "write-picture", title: "write this picture to a file", help: "Writes the picture in focus to a file; the ending of the name decides the form: .svg, .png, or .csv for its numbers.",
                group: Group::Explore, words: &["export", "save", "svg", "png", "plot", "chart"],
                args: &[arg("path", ArgKind::Path, Positional, "File to write")],
                keys: &[(Explore, "e")], when: Condition::Profiled, footer: Some((23, "write picture")),
                examples: &[screen(PENGUINS, "3 down down e", "bill_length_mm.svg")],
            }
            CopyNumbers {
                name: "copy-numbers", title: "copy the numbers of this picture", help: "Copies the numbers behind the picture in focus as CSV to the clipboard.",
                group: Group::Explore, words: &["yank", "clipboard", "csv", "export"],
                keys: &[(Explore, "y")], when: Condition::Profiled, footer: Some((24, "copy numbers")),
                examples: &[screen(PENGUINS, "3 down down y", "copied the numbers")],
            }
            ProfileAgain {
                name: "profile-again", title: "look at the columns again", help: "Asks for all figures again, after looking at them failed or was stopped.",
                group: Group::Explore, words: &["refresh", "reload", "profile"],
                keys: &[(Explore, "ctrl-r")], when: Condition::TableOpen,
                examples: &[screen(PENGUINS, "3 ctrl-r", "C Columns")],
            }
        }
    };
}

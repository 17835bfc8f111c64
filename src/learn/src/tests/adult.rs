//! On the adult census (`adult.data` to `adult.test`): at least as good as what is known of it.

use super::*;
use crate::boosted::BoostedSettings;
use crate::linear::LinearSettings;
use std::collections::BTreeMap;

const COLUMNS: [&str; 14] = [
    "age",
    "workclass",
    "fnlwgt",
    "education",
    "education_num",
    "marital",
    "occupation",
    "relationship",
    "race",
    "sex",
    "capital_gain",
    "capital_loss",
    "hours",
    "country",
];
const NUMBERS: [usize; 6] = [0, 2, 4, 10, 11, 12];

struct Rows {
    cells: Vec<Vec<String>>,
    labels: Vec<bool>,
}

fn read(path: &Path) -> Rows {
    let mut rows = Rows { cells: Vec::new(), labels: Vec::new() };
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let cells: Vec<&str> = line.split(", ").collect();
        if cells.len() == 15 {
            rows.labels.push(cells[14].starts_with(">50K"));
            rows.cells.push(cells[..14].iter().map(|cell| cell.to_string()).collect());
        }
    }
    rows
}

fn levels(rows: &Rows, at: usize) -> Vec<String> {
    let seen: BTreeMap<&str, ()> = rows.cells.iter().map(|row| (row[at].as_str(), ())).collect();
    seen.into_keys().filter(|level| *level != "?").map(str::to_string).collect()
}

fn native(rows: &Rows, training: &Rows) -> Dataset {
    let columns = COLUMNS
        .iter()
        .enumerate()
        .map(|(at, name)| {
            if NUMBERS.contains(&at) {
                return Column::number(*name, rows.cells.iter().map(|row| row[at].parse().unwrap()).collect());
            }
            let levels = levels(training, at);
            let code = |cell: &String| levels.binary_search(cell).map_or(MISSING, |code| code as u32);
            Column::category(*name, rows.cells.iter().map(|row| code(&row[at])).collect(), levels.clone())
        })
        .collect();
    plain(matrix(columns), Target::binary(&rows.labels, ["<=50K", ">50K"]))
}

/// Numbers and one column per category.
fn one_hot(rows: &Rows, training: &Rows) -> Dataset {
    let mut columns = Vec::new();
    for (at, name) in COLUMNS.iter().enumerate() {
        if NUMBERS.contains(&at) {
            columns.push(Column::number(*name, rows.cells.iter().map(|row| row[at].parse().unwrap()).collect()));
        } else {
            for level in levels(training, at) {
                let is = rows.cells.iter().map(|row| f64::from(u8::from(row[at] == level))).collect();
                columns.push(Column::number(format!("{name}={level}"), is));
            }
        }
    }
    plain(matrix(columns), Target::binary(&rows.labels, ["<=50K", ">50K"]))
}

fn score(fit: &Fit, test: &Dataset) -> (f64, f64) {
    let predictions = fit.model.predict(test.features()).unwrap();
    (auc(codes(test), &predictions), crate::loss::mean_loss(test.target(), None, &predictions))
}

#[test]
fn boosted_and_logistic_reach_what_is_known_of_the_census() {
    let Some(folder) = shared("adult") else { return };
    let (training, test) = (read(&folder.join("adult.data")), read(&folder.join("adult.test")));
    assert_eq!((training.labels.len(), test.labels.len()), (32_561, 16_281));

    let logistic = train(&Recipe::Logistic(LinearSettings::default()), &one_hot(&training, &training));
    let (auc, loss) = score(&logistic, &one_hot(&test, &training));
    println!("logistic: AUC {auc:.4}, log loss {loss:.4}, {} iterations", logistic.curve.len());
    assert!(auc >= 0.905, "{auc}");

    // One row in five says when to stop.
    let data = native(&training, &training);
    let (stop, fit): (Vec<u32>, Vec<u32>) = (0..data.n_rows() as u32).partition(|row| row % 5 == 0);
    let settings = BoostedSettings { rate: 0.1, ..BoostedSettings::default() };
    let boosted = train_watched(&Recipe::Boosted(settings), &data.select(&fit).unwrap(), &data.select(&stop).unwrap());
    let (auc, loss) = score(&boosted, &native(&test, &training));
    println!("boosted: AUC {auc:.4}, log loss {loss:.4}, {:?}", boosted.notes);
    assert!(auc >= 0.927, "{auc}");
    assert!(loss <= 0.278, "{loss}");
}

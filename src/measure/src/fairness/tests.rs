use super::*;
use crate::classification::Scored;
use crate::cost::CostMatrix;
use crate::random::Random;
use crate::tests::{cases, categories, close, figure, golden, labels, numbers, shared, value, within};
use GroupMeasure::*;
use ninefold_base::Silent;

const ALL_SIZES: Settings = Settings { limits: Limits { rows: 0, denominator: 0 }, draws: 200, seed: 1 };

/// fairlearn, test/unit/metrics (18 rows, groups a, b, c).
#[test]
fn eighteen_rows_of_fairlearn() {
    let y = [0, 1, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1].map(|y| y == 1);
    let p = [0, 0, 1, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 0].map(f64::from);
    let groups: Vec<u32> = "bbabbcccaacabccbcc".bytes().map(|letter| u32::from(letter - b'a')).collect();
    let judged = Judged::new(&y, &p, 0.5, &groups, 3).unwrap();
    let audit = super::audit(&judged, ALL_SIZES, &Silent).unwrap();
    let check = |row: &GroupRow, n: f64, tpr: f64, fpr: f64, selection: f64| {
        assert_eq!(row.n(), n);
        within(value(&row.measure(TruePositiveRate).figure), tpr, 5e-5);
        within(value(&row.measure(FalsePositiveRate).figure), fpr, 5e-5);
        within(value(&row.measure(SelectionRate).figure), selection, 5e-5);
    };
    check(&audit.overall, 18.0, 0.5, 0.6667, 0.5556);
    check(&audit.groups[0], 4.0, 0.5, 1.0, 0.75);
    check(&audit.groups[1], 6.0, 0.6, 0.0, 0.5);
    check(&audit.groups[2], 8.0, 0.4, 0.6667, 0.5);
    let parity = audit.gap(GapOf::Measure(SelectionRate));
    close(value(&parity.difference), 0.25);
    close(value(&parity.ratio), 2.0 / 3.0);
    assert_eq!(value(&audit.gap(GapOf::EqualizedOdds).difference), 1.0);
    // With the usual limits none of these groups is large enough for a gap.
    let usual = super::audit(&judged, Settings { draws: 0, ..Settings::default() }, &Silent).unwrap();
    assert_eq!(usual.groups[0].measure(SelectionRate).too_few, Some("too few rows"));
    assert!(usual.gap(GapOf::Measure(SelectionRate)).difference.reason().is_some());
    assert_eq!(usual.gap(GapOf::Measure(SelectionRate)).left_out, vec![0, 1, 2]);
}

#[test]
fn tables_and_gaps_match_fairlearn() {
    let golden = golden("measure_fairness.json");
    let (y, p, groups) = (labels(&golden["y"]), numbers(&golden["p"]), categories(&golden["group"]));
    let judged = Judged::new(&y, &p, 0.5, &groups, 4).unwrap();
    let audit = super::audit(&judged, ALL_SIZES, &Silent).unwrap();
    let measures = [
        ("base", BaseRate),
        ("selection", SelectionRate),
        ("tpr", TruePositiveRate),
        ("fpr", FalsePositiveRate),
        ("fnr", FalseNegativeRate),
        ("tnr", TrueNegativeRate),
        ("precision", Precision),
        ("accuracy", Accuracy),
    ];
    for (name, measure) in measures {
        let to_overall = audit.against(measure, Reference::Overall);
        for group in 0..4 {
            figure(&audit.groups[group].measure(measure).figure, &golden["by_group"][name][group]);
            figure(&to_overall[group].difference, &golden["to_overall"][name][group]);
        }
        figure(&audit.overall.measure(measure).figure, &golden["overall"][name]);
        let gap = audit.gap(GapOf::Measure(measure));
        figure(&gap.difference, &golden["difference"][name]);
        figure(&gap.ratio, &golden["ratio"][name]);
        let interval = gap.difference_interval.unwrap();
        assert!(interval.low >= 0.0 && interval.high >= value(&gap.difference));
    }
    for group in 0..4 {
        figure(&audit.groups[group].measure(Auc).figure, &golden["auc"][group]);
        figure(&audit.groups[group].measure(Brier).figure, &golden["brier"][group]);
        figure(&audit.groups[group].measure(CalibrationGap).figure, &golden["calibration_gap"][group]);
        assert!(audit.groups[group].measure(Brier).interval.is_some());
    }
    figure(&audit.overall.measure(Auc).figure, &golden["auc_overall"]);
    let odds = audit.gap(GapOf::EqualizedOdds);
    figure(&odds.difference, &golden["equalized_odds_difference"]);
    figure(&odds.ratio, &golden["equalized_odds_ratio"]);
    figure(&audit.gap(GapOf::Measure(SelectionRate)).difference, &golden["demographic_parity_difference"]);
    figure(&audit.gap(GapOf::Measure(SelectionRate)).ratio, &golden["demographic_parity_ratio"]);
    figure(&audit.gap(GapOf::Measure(TruePositiveRate)).difference, &golden["equal_opportunity_difference"]);
    assert!(!cases(&golden["auc"]).is_empty());
    // The calibration error of a group is that of the calibration room.
    let of_group: (Vec<bool>, Vec<f64>) =
        (0..y.len()).filter(|&row| groups[row] == 2).map(|row| (y[row], p[row])).unzip();
    let scored = Scored::new(&of_group.0, &of_group.1).unwrap();
    let binning = crate::calibration::Binning::EqualWidth(crate::calibration::ECE_BINS);
    let ece = crate::calibration::Reliability::of(&scored, binning).unwrap().expected_error;
    close(value(&audit.groups[2].measure(ExpectedCalibrationError).figure), value(&ece));
}

#[test]
fn gaps_are_judged_together() {
    let golden = golden("measure_fairness.json");
    let (y, p, groups) = (labels(&golden["y"]), numbers(&golden["p"]), categories(&golden["group"]));
    let costs: Vec<f64> = p.iter().map(|p| 1.0 - p).collect();
    let judged = Judged::new(&y, &p, 0.5, &groups, 4).unwrap().with_costs(&costs).unwrap();
    let audit = super::audit(&judged, ALL_SIZES, &Silent).unwrap();
    let of: Vec<GapOf> = GroupMeasure::ALL.into_iter().map(GapOf::Measure).chain([GapOf::EqualizedOdds]).collect();
    let gaps = audit.gaps(&of);
    assert!(gaps.iter().all(|gap| value(&gap.p_adjusted) >= value(&gap.p_value)));
    assert!(value(&gaps[0].p_value) < 0.01, "base rates differ by construction: {:?}", gaps[0]);
    let again = super::audit(&judged, ALL_SIZES, &Silent).unwrap();
    assert_eq!(audit, again);
    let to_group = audit.against(SelectionRate, Reference::Group(1));
    assert_eq!((value(&to_group[1].difference), value(&to_group[1].ratio)), (0.0, 1.0));
}

#[test]
fn an_empty_denominator_is_undefined_not_zero() {
    let y = [true, true, false, false, false, false];
    let p = [0.9, 0.2, 0.3, 0.8, 0.1, 0.2];
    // Group 1 has no positive row: Fairlearn would report a gap of its true positive rate to 0.
    let judged = Judged::new(&y, &p, 0.5, &[0, 0, 0, 0, 1, 1], 3).unwrap();
    let audit = super::audit(&judged, ALL_SIZES, &Silent).unwrap();
    assert_eq!(audit.groups[1].measure(TruePositiveRate).figure.reason(), Some("no row of the positive class"));
    assert_eq!(audit.groups[1].measure(Precision).figure.reason(), Some("no row is decided positive"));
    assert_eq!(audit.groups[2].measure(SelectionRate).figure.reason(), Some("no rows"));
    let gap = audit.gap(GapOf::Measure(TruePositiveRate));
    assert_eq!(gap.difference.reason(), Some("fewer than two groups have a value from enough rows"));
    assert!(audit.gap(GapOf::EqualizedOdds).difference.reason().is_some());
    assert_eq!(audit.overall.measure(Cost).figure.reason(), Some("no costs are given"));
    assert!(Judged::new(&y, &p, 0.5, &[9; 6], 3).is_err());
}

/// The intervals of a draw are those of the definition: the table of rows repeated as drawn.
#[test]
fn a_bootstrap_interval_is_about_the_analytical_one() {
    let mut random = Random::new(2, 0);
    let n = 3_000;
    let (mut y, mut p, mut groups) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..n {
        let score = random.uniform();
        groups.push(random.below(2));
        y.push(random.uniform() < score);
        p.push((score * 50.0).round() / 50.0);
    }
    let judged = Judged::new(&y, &p, 0.5, &groups, 2).unwrap();
    let audit = super::audit(&judged, Settings { draws: 1_000, ..Settings::default() }, &Silent).unwrap();
    for measure in [SelectionRate, TruePositiveRate, FalsePositiveRate, Precision, Accuracy, Auc] {
        let analytical = audit.groups[0].measure(measure).interval.unwrap();
        let drawn = crate::bootstrap::spread(audit.resampled.of(0, measure), 0.95).unwrap().interval;
        let width = |interval: ninefold_base::Interval| interval.high - interval.low;
        assert!((width(drawn) / width(analytical) - 1.0).abs() < 0.15, "{measure:?} {drawn:?} {analytical:?}");
    }
}

#[test]
fn the_frontier_trades_gap_for_cost() {
    let golden = golden("measure_fairness.json");
    let (y, p, groups) = (labels(&golden["y"]), numbers(&golden["p"]), categories(&golden["group"]));
    let judged = Judged::new(&y, &p, 0.5, &groups, 4).unwrap();
    for rate in [FrontierRate::SelectionRate, FrontierRate::TruePositiveRate, FrontierRate::FalsePositiveRate] {
        let points = frontier(&judged, rate, &CostMatrix::of_mistakes(1.0, 1.0)).unwrap();
        assert!(points.windows(2).all(|pair| pair[0].gap < pair[1].gap && pair[0].mean_cost > pair[1].mean_cost));
        assert!(points[0].gap < 0.05, "{:?}", points[0]);
        for point in &points {
            close(point.accuracy, 1.0 - point.mean_cost);
            let right =
                (0..y.len()).filter(|&row| (p[row] >= point.thresholds[groups[row] as usize]) == y[row]).count();
            close(point.accuracy, right as f64 / y.len() as f64);
        }
    }
    assert!(
        frontier(&Judged::new(&y, &p, 0.5, &groups, 5).unwrap(), FrontierRate::SelectionRate, &CostMatrix::default())
            .is_err()
    );
}

/// The text file of a shared folder, by rows of trimmed fields.
fn table(folder: &str, file: &str) -> Option<Vec<Vec<String>>> {
    let text = std::fs::read_to_string(shared(folder)?.join(file)).unwrap();
    let fields = |line: &str| line.split(',').map(|field| field.trim().to_string()).collect::<Vec<String>>();
    Some(text.lines().filter(|line| !line.trim().is_empty()).map(fields).collect())
}

#[test]
fn german_credit() {
    let Some(rows) = table("german-credit", "german.data.csv") else { return };
    let good: Vec<bool> = rows.iter().map(|row| row[20] == "1").collect();
    let groups: Vec<u32> = rows.iter().map(|row| u32::from(row[12].parse::<f64>().unwrap() > 25.0)).collect();
    let scores: Vec<f64> = good.iter().map(|good| f64::from(u8::from(*good))).collect();
    let judged = Judged::new(&good, &scores, 0.5, &groups, 2).unwrap();
    let audit = super::audit(&judged, Settings { draws: 0, ..Settings::default() }, &Silent).unwrap();
    assert_eq!(audit.groups[1].n(), 810.0);
    within(value(&audit.groups[1].measure(BaseRate).figure), 0.728395, 1e-6);
    within(value(&audit.groups[0].measure(BaseRate).figure), 0.578947, 1e-6);
    let against = audit.against(BaseRate, Reference::Group(1));
    within(value(&against[0].difference), -0.149448, 1e-6);
    within(value(&against[0].ratio), 0.794826, 1e-6);
    let weights = reweighing(&good, &groups, 2).by_group;
    let found = [weights[1].1, weights[1].0, weights[0].1, weights[0].0].map(Option::unwrap);
    for (found, expected) in found.into_iter().zip([0.961017, 1.104545, 1.209091, 0.712500]) {
        within(found, expected, 1e-6);
    }
}

#[test]
fn adult() {
    let Some(rows) = table("adult", "adult.data") else { return };
    let rich: Vec<bool> = rows.iter().map(|row| row[14] == ">50K").collect();
    let groups: Vec<u32> = rows.iter().map(|row| u32::from(row[9] == "Female")).collect();
    let scores: Vec<f64> = rich.iter().map(|rich| f64::from(u8::from(*rich))).collect();
    let judged = Judged::new(&rich, &scores, 0.5, &groups, 2).unwrap();
    let audit = super::audit(&judged, Settings { draws: 0, ..Settings::default() }, &Silent).unwrap();
    within(value(&audit.groups[0].measure(BaseRate).figure), 0.305737, 1e-6);
    within(value(&audit.groups[1].measure(BaseRate).figure), 0.109461, 1e-6);
    within(value(&audit.gap(GapOf::Measure(BaseRate)).ratio), 0.358023, 1e-6);
}

#[test]
fn compas() {
    let Some(rows) = table("compas", "compas_for_aequitas.csv") else { return };
    let rows = &rows[1..];
    let names = ["African-American", "Caucasian", "Hispanic"];
    let again: Vec<bool> = rows.iter().map(|row| row[2] == "1").collect();
    let scores: Vec<f64> = rows.iter().map(|row| row[1].parse().unwrap()).collect();
    let group = |race: &str| names.iter().position(|name| *name == race).unwrap_or(3) as u32;
    let groups: Vec<u32> = rows.iter().map(|row| group(&row[3])).collect();
    let judged = Judged::new(&again, &scores, 0.5, &groups, 4).unwrap();
    let audit = super::audit(&judged, Settings { draws: 0, ..Settings::default() }, &Silent).unwrap();
    assert_eq!(audit.overall.n(), 7_214.0);
    let expected = [[1369.0, 805.0, 532.0, 990.0], [505.0, 349.0, 461.0, 1139.0], [103.0, 87.0, 129.0, 318.0]];
    for (row, expected) in audit.groups.iter().zip(expected) {
        let counts = row.counts;
        let found = [counts.true_positives, counts.false_positives, counts.false_negatives, counts.true_negatives];
        assert_eq!(found, expected);
    }
    within(value(&audit.groups[0].measure(FalsePositiveRate).figure), 0.448468, 1e-6);
    within(value(&audit.groups[1].measure(FalsePositiveRate).figure), 0.234543, 1e-6);
}

//! One of each chart on invented data, for the snapshots and for looking at them (`examples/charts.rs`).

use ninefold_tui::charts::*;
use ninefold_tui::theme::Theme;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Names of the scenes, in the order of the gallery.
pub const SCENES: [&str; 22] = [
    "histogram",
    "histogram-log",
    "histogram-time",
    "split-stacked",
    "split-shares",
    "split-panels",
    "rates",
    "rates-names",
    "bars",
    "bars-by-class",
    "dumbbell",
    "boxes",
    "roc",
    "loss",
    "calibration",
    "counts-over-time",
    "scatter",
    "density",
    "correlation",
    "confusion",
    "missing",
    "mosaic",
];

pub fn draw(scene: &str, buffer: &mut Buffer, area: Rect, theme: &Theme) {
    match scene {
        "histogram" => histogram(Heights::Linear, buffer, area, theme),
        "histogram-log" => histogram(Heights::Log, buffer, area, theme),
        "histogram-time" => histogram_time(buffer, area, theme),
        "split-stacked" => split(Split::Stacked, buffer, area, theme),
        "split-shares" => split(Split::Shares, buffer, area, theme),
        "split-panels" => split(Split::Panels, buffer, area, theme),
        "rates" => rates(buffer, area, theme),
        "rates-names" => rates_names(buffer, area, theme),
        "bars" => bars(buffer, area, theme),
        "bars-by-class" => bars_by_class(buffer, area, theme),
        "dumbbell" => dumbbell(buffer, area, theme),
        "boxes" => boxes(buffer, area, theme),
        "roc" => roc(buffer, area, theme),
        "loss" => loss(buffer, area, theme),
        "calibration" => calibration(buffer, area, theme),
        "counts-over-time" => counts_over_time(buffer, area, theme),
        "scatter" => scatter(buffer, area, theme),
        "density" => density(buffer, area, theme),
        "correlation" => correlation(buffer, area, theme),
        "confusion" => confusion(buffer, area, theme),
        "missing" => missing(buffer, area, theme),
        "mosaic" => mosaic(buffer, area, theme),
        other => panic!("no scene `{other}`"),
    }
}

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|name| name.to_string()).collect()
}

/// Evenly spread numbers from 0 to 1 that look like chance and are the same on every machine.
fn noise(place: usize) -> f64 {
    let mut bits = (place as u64).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((bits ^ bits >> 31) >> 11) as f64 / (1u64 << 53) as f64
}

/// About normal: the mean of a few.
fn bell(place: usize) -> f64 {
    (0..6).map(|part| noise(place * 6 + part)).sum::<f64>() / 3.0 - 1.0
}

fn ages(men: bool) -> Vec<u64> {
    (0..40)
        .map(|bin| {
            let age = 17.0 + bin as f64 * 1.825;
            let (centre, most) = if men { (39.0, 1450.0) } else { (33.0, 690.0) };
            let wide = if age < centre { 11.0 } else { 19.0 };
            let height: f64 = most * (-((age - centre) / wide).powi(2)).exp();
            if bin == 37 { 0 } else { (height * (0.85 + 0.3 * noise(bin))).round() as u64 + u64::from(bin == 39) * 43 }
        })
        .collect()
}

fn edges(bins: usize, low: f64, high: f64) -> Vec<f64> {
    (0..=bins).map(|edge| low + (high - low) * edge as f64 / bins as f64).collect()
}

fn histogram(heights: Heights, buffer: &mut Buffer, area: Rect, theme: &Theme) {
    let counts = ages(true);
    Histogram {
        titles: Titles { title: "age", x: "age (years)", y: "rows", n: Some(counts.iter().sum()) },
        bins: Bins::Edges(&edges(40, 17.0, 90.0)),
        counts: &counts,
        heights,
        cursor: Some(9),
        marks: &[Mark { value: 38.6, name: "mean" }, Mark { value: 37.0, name: "median" }],
    }
    .draw(buffer, area, theme);
}

/// The first of January 2013 in epoch microseconds.
const START: f64 = 1_356_998_400e6;
const DAY: f64 = 86_400e6;

fn histogram_time(buffer: &mut Buffer, area: Rect, theme: &Theme) {
    let counts: Vec<u64> =
        (0..365).map(|day| 700 + (day as f64 / 58.0).sin().abs() as u64 * 90 + (noise(day) * 180.0) as u64).collect();
    Histogram {
        titles: Titles { title: "scheduled_hour", x: "", y: "rows", n: Some(counts.iter().sum()) },
        bins: Bins::Times(&edges(365, START, START + 365.0 * DAY)),
        counts: &counts,
        heights: Heights::Linear,
        cursor: None,
        marks: &[],
    }
    .draw(buffer, area, theme);
}

fn split(split: Split, buffer: &mut Buffer, area: Rect, theme: &Theme) {
    let (men, women) = (ages(true), ages(false));
    SplitHistogram {
        titles: Titles { title: "age by sex", x: "age (years)", y: "rows", n: Some(32_561) },
        bins: Bins::Edges(&edges(40, 17.0, 90.0)),
        classes: &[Class { name: "Male", counts: &men }, Class { name: "Female", counts: &women }],
        split,
        heights: Heights::Linear,
        cursor: Some(12),
    }
    .draw(buffer, area, theme);
}

fn rate(value: f64, n: u64) -> Rate {
    let half = 1.96 * (value * (1.0 - value) / n as f64).sqrt();
    Rate { value, low: (value - half).max(0.0), high: (value + half).min(1.0), n }
}

fn rates(buffer: &mut Buffer, area: Rect, theme: &Theme) {
    let mut found: Vec<Rate> = (0..20)
        .map(|bin| {
            let age = 18.0 + f64::from(bin) * 3.6;
            rate(0.4 * (-((age - 50.0) / 18.0f64).powi(2)).exp() + 0.01, 1800 / (1 + (bin as u64 * bin as u64) / 12))
        })
        .collect();
    found[18] = Rate { value: f64::NAN, low: f64::NAN, high: f64::NAN, n: 0 };
    Rates {
        titles: Titles { title: "income > 50K by age", x: "age (years)", y: "share of positive rows", n: Some(32_561) },
        bins: Bins::Edges(&edges(20, 17.0, 90.0)),
        rates: &found,
        overall: Some(0.2408),
        cursor: Some(7),
    }
    .draw(buffer, area, theme);
}

fn rates_names(buffer: &mut Buffer, area: Rect, theme: &Theme) {
    let levels =
        names(&["Doctorate", "Prof-school", "Masters", "Bachelors", "Assoc-voc", "Some-college", "HS-grad", "11th"]);
    let found: Vec<Rate> =
        [(0.74, 413), (0.73, 576), (0.56, 1723), (0.41, 5355), (0.26, 1382), (0.19, 7291), (0.16, 10_501), (0.05, 175)]
            .map(|(value, n)| rate(value, n))
            .to_vec();
    Rates {
        titles: Titles { title: "income > 50K by education", x: "education", y: "share", n: Some(27_416) },
        bins: Bins::Names(&levels),
        rates: &found,
        overall: Some(0.2408),
        cursor: None,
    }
    .draw(buffer, area, theme);
}

const WORK: [(&str, u64, [u64; 2]); 9] = [
    ("Private", 22_696, [17_733, 4_963]),
    ("Self-emp-not-inc", 2_541, [1_817, 724]),
    ("Local-gov", 2_093, [1_476, 617]),
    ("?", 1_836, [1_645, 191]),
    ("State-gov", 1_298, [945, 353]),
    ("Self-emp-inc", 1_116, [494, 622]),
    ("Federal-gov", 960, [589, 371]),
    ("Without-pay", 14, [14, 0]),
    ("Never-worked\u{202e}日本", 7, [7, 0]),
];

fn bars(buffer: &mut Buffer, area: Rect, theme: &Theme) {
    let list: Vec<Bar<'_>> = WORK.iter().map(|(label, count, _)| Bar { label, count: *count, parts: &[] }).collect();
    Bars {
        titles: Titles { title: "workclass", x: "", y: "rows", n: Some(32_561) },
        bars: &list,
        classes: &[],
        total: 32_561,
        cursor: Some(2),
        first: 0,
    }
    .draw(buffer, area, theme);
}

fn bars_by_class(buffer: &mut Buffer, area: Rect, theme: &Theme) {
    let list: Vec<Bar<'_>> = WORK.iter().map(|(label, count, parts)| Bar { label, count: *count, parts }).collect();
    Bars {
        titles: Titles { title: "workclass by income", x: "", y: "rows", n: Some(32_561) },
        bars: &list,
        classes: &["≤ 50K", "> 50K"],
        total: 32_561,
        cursor: None,
        first: 0,
    }
    .draw(buffer, area, theme);
}

fn dumbbell(buffer: &mut Buffer, area: Rect, theme: &Theme) {
    let group = |label, value: f64, n| {
        let Rate { low, high, .. } = rate(value, n);
        Interval { label, n, value, low, high, reason: "" }
    };
    Dumbbell {
        titles: Titles { title: "false positive rate by race", x: "false positive rate", y: "", n: Some(7_214) },
        x: Axis::linear(Ends::FromZero).in_percent(),
        groups: &[
            group("African-American", 0.448, 1795),
            group("Caucasian", 0.235, 1488),
            group("Hispanic", 0.215, 405),
            group("Other", 0.148, 244),
            Interval {
                label: "Native American",
                n: 8,
                value: f64::NAN,
                low: 0.0,
                high: 0.0,
                reason: "too few: 8 rows",
            },
            group("Asian", 0.087, 23),
        ],
        references: &[Reference::Upright { x: 0.323, name: "all 32.3 %" }],
        cursor: Some(1),
        first: 0,
    }
    .draw(buffer, area, theme);
}

fn boxes(buffer: &mut Buffer, area: Rect, theme: &Theme) {
    let strip: Vec<f64> = (0..60).map(|place| 4200.0 + 900.0 * bell(place)).collect();
    let five = |label, n, numbers| Five { label, n, numbers, extremes: None, values: &strip[..0] };
    BoxPlot {
        titles: Titles { title: "body_mass_g by species", x: "body mass (g)", y: "", n: Some(342) },
        x: Axis::linear(Ends::Data),
        groups: &[
            Five {
                values: &strip,
                extremes: Some((2700.0, 5100.0)),
                ..five("Adelie", 151, [2850.0, 3350.0, 3700.0, 4000.0, 4775.0])
            },
            five("Chinstrap", 68, [2900.0, 3487.5, 3700.0, 3950.0, 4550.0]),
            five("Gentoo", 123, [3950.0, 4700.0, 5000.0, 5500.0, 6300.0]),
            five("(missing)", 0, [f64::NAN; 5]),
        ],
        cursor: None,
        first: 0,
    }
    .draw(buffer, area, theme);
}

fn power_curve(power: f64) -> Vec<(f64, f64)> {
    (0..=200).map(|place| f64::from(place) / 200.0).map(|x| (x, x.powf(power))).collect()
}

fn roc(buffer: &mut Buffer, area: Rect, theme: &Theme) {
    let (boosted, logistic) = (power_curve(0.09), power_curve(0.14));
    let rule = [(0.0, 0.0), (0.22, 0.61), (1.0, 1.0)];
    LineChart {
        titles: Titles { title: "ROC", x: "false positive rate", y: "true positive rate", n: Some(16_281) },
        x: Axis::unit(),
        y: Axis::unit(),
        lines: &[
            Line::new("boosted .928", &boosted),
            Line::new("logistic .905", &logistic),
            Line::new("rule .695", &rule),
        ],
        references: &[Reference::Diagonal],
        cursor: None,
    }
    .draw(buffer, area, theme);
}

fn loss(buffer: &mut Buffer, area: Rect, theme: &Theme) {
    let train: Vec<(f64, f64)> =
        (1..=160).map(|round| (f64::from(round), 0.21 + 0.34 * (-f64::from(round) / 34.0).exp())).collect();
    let valid: Vec<(f64, f64)> = (1..=160)
        .map(|round| {
            let x = f64::from(round);
            (
                x,
                0.272
                    + 0.28 * (-x / 26.0).exp()
                    + 0.000_000_9 * (x - 80.0).max(0.0).powi(2)
                    + 0.002 * noise(round as usize),
            )
        })
        .collect();
    LineChart {
        titles: Titles { title: "loss by round", x: "round", y: "log loss", n: None },
        x: Axis::linear(Ends::Fixed(0.0, 200.0)),
        y: Axis::linear(Ends::Data),
        lines: &[Line::new("validation", &valid), Line::new("training", &train)],
        references: &[Reference::Upright { x: 112.0, name: "best 112" }],
        cursor: None,
    }
    .draw(buffer, area, theme);
}

fn calibration(buffer: &mut Buffer, area: Rect, theme: &Theme) {
    let points: Vec<(f64, f64)> = (0..15)
        .map(|bin| (f64::from(bin) + 0.5) / 15.0)
        .map(|p| (p, (p + 0.09 * (p * 6.0).sin()).clamp(0.0, 1.0)))
        .collect();
    let band: Vec<(f64, f64, f64)> =
        points.iter().map(|(x, y)| (*x, (y - 0.04 - 0.05 * x).max(0.0), (y + 0.04 + 0.05 * x).min(1.0))).collect();
    LineChart {
        titles: Titles { title: "calibration", x: "predicted probability", y: "observed share", n: Some(6_512) },
        x: Axis::unit(),
        y: Axis::unit(),
        lines: &[Line::new("boosted", &points).banded(&band)],
        references: &[Reference::Diagonal],
        cursor: Some(0.43),
    }
    .draw(buffer, area, theme);
}

fn counts_over_time(buffer: &mut Buffer, area: Rect, theme: &Theme) {
    let points: Vec<(f64, f64)> = (0..365)
        .map(|day| {
            let weekend = if day % 7 > 4 { -70.0 } else { 0.0 };
            let count = 280.0 + 30.0 * (day as f64 / 50.0).sin() + weekend + 25.0 * noise(day);
            (START + day as f64 * DAY, if day == 200 { f64::NAN } else { count })
        })
        .collect();
    LineChart {
        titles: Titles { title: "flights a day", x: "", y: "flights", n: Some(104_662) },
        x: Axis::time(),
        y: Axis::linear(Ends::FromZero),
        lines: &[Line::new("flights", &points).shaped(Shape::Area)],
        references: &[],
        cursor: None,
    }
    .draw(buffer, area, theme);
}

fn scatter(buffer: &mut Buffer, area: Rect, theme: &Theme) {
    let cloud = |seed: usize, x: f64, y: f64, n: usize| -> Vec<(f64, f64)> {
        (0..n)
            .map(|i| (x + 3.0 * bell(seed + i * 2), y + 1.4 * bell(seed + i * 2 + 1) + 0.25 * bell(seed + i * 2)))
            .collect()
    };
    let (adelie, chinstrap, gentoo) =
        (cloud(0, 38.8, 18.3, 151), cloud(9000, 48.8, 18.4, 68), cloud(20_000, 47.5, 15.0, 123));
    Scatter {
        titles: Titles { title: "bill", x: "bill_length_mm", y: "bill_depth_mm", n: Some(342) },
        x: Axis::linear(Ends::Data),
        y: Axis::linear(Ends::Data),
        groups: &[
            Group { name: "Adelie", points: &adelie },
            Group { name: "Chinstrap", points: &chinstrap },
            Group { name: "Gentoo", points: &gentoo },
        ],
        references: &[],
    }
    .draw(buffer, area, theme);
}

fn density(buffer: &mut Buffer, area: Rect, theme: &Theme) {
    let (columns, rows) = (100usize, 60usize);
    let mut counts = vec![0u64; columns * rows];
    for place in 0..60_000 {
        let x = 30.0 + 26.0 * bell(place * 2);
        let y = 20.0 + 0.5 * (x - 30.0) + 12.0 * bell(place * 2 + 1) + 14.0 * f64::from(u8::from(place % 3 == 0));
        if (0.0..columns as f64).contains(&x) && (0.0..rows as f64).contains(&y) {
            counts[y as usize * columns + x as usize] += 1;
        }
    }
    Density {
        titles: Titles {
            title: "distance and air time",
            x: "distance (miles)",
            y: "air time (minutes)",
            n: Some(60_000),
        },
        x: Scale::linear(0.0, 5_000.0),
        y: Scale::linear(0.0, 700.0),
        counts: &counts,
        columns,
        references: &[],
    }
    .draw(buffer, area, theme);
}

fn correlation(buffer: &mut Buffer, area: Rect, theme: &Theme) {
    let columns = names(&[
        "longitude",
        "latitude",
        "housing_median_age",
        "total_rooms",
        "total_bedrooms",
        "population",
        "households",
        "median_income",
        "median_house_value",
        "ocean_proximity",
    ]);
    let n = columns.len();
    let values: Vec<f64> = (0..n * n)
        .map(|place| {
            let (row, column) = (place / n, place % n);
            let pair = row.min(column) * n + row.max(column);
            match (row == column, pair) {
                (true, _) => 1.0,
                (false, 9) => f64::NAN,
                (false, pair) if (3..7).contains(&row) && (3..7).contains(&column) => 0.85 + 0.14 * noise(pair),
                (false, 1) => -0.92,
                (false, pair) => bell(pair).clamp(-0.9, 0.9),
            }
        })
        .collect();
    Heatmap {
        title: "associations",
        rows: &columns,
        columns: &columns,
        values: &values,
        texts: &[],
        range: Range::Diverging,
        measure: "Spearman",
        cursor: Some((4, 6)),
        first: (0, 0),
    }
    .draw(buffer, area, theme);
}

fn confusion(buffer: &mut Buffer, area: Rect, theme: &Theme) {
    Counts {
        titles: Titles { title: "confusion at .37", x: "predicted", y: "actual", n: Some(16_281) },
        rows: &names(&["Spruce/Fir", "Lodgepole", "Ponderosa", "Aspen"]),
        columns: &names(&["Spruce/Fir", "Lodgepole", "Ponderosa", "Aspen"]),
        counts: &[39_210, 2_980, 0, 12, 3_100, 52_844, 120, 410, 0, 301, 6_712, 9, 31, 820, 14, 1_100],
        cursor: Some((0, 1)),
        first: (0, 0),
    }
    .draw_table(buffer, area, theme);
}

fn missing(buffer: &mut Buffer, area: Rect, theme: &Theme) {
    let columns = names(&[
        "year",
        "month",
        "day",
        "dep_time",
        "sched_dep_time",
        "dep_delay",
        "arr_time",
        "sched_arr_time",
        "arr_delay",
        "carrier",
        "flight",
        "tailnum",
        "origin",
        "dest",
        "air_time",
        "distance",
        "hour",
        "minute",
        "time_hour",
    ]);
    let blocks = 120;
    let late = |block: usize| if (40..52).contains(&block) { 0.55 } else { 0.08 * noise(block / 3) };
    let shares: Vec<f64> = (0..blocks * columns.len())
        .map(|place| {
            let (block, column) = (place / columns.len(), place % columns.len());
            match column {
                3 | 5 => late(block),
                6 | 8 | 14 => (late(block) * 1.2 + 0.01).min(1.0),
                11 if block > 100 => 1.0,
                11 => 0.01,
                _ => 0.0,
            }
        })
        .collect();
    let totals: Vec<f64> = (0..columns.len())
        .map(|column| (0..blocks).map(|block| shares[block * columns.len() + column]).sum::<f64>() / blocks as f64)
        .collect();
    let rows: Vec<u64> = (0..=blocks as u64).map(|block| block * 2_806).collect();
    MissingMap {
        titles: Titles { title: "missing", x: "", y: "rows in file order", n: Some(336_776) },
        columns: &columns,
        shares: &shares,
        rows: &rows,
        totals: &totals,
        cursor: Some(5),
        first: 0,
    }
    .draw(buffer, area, theme);
}

fn mosaic(buffer: &mut Buffer, area: Rect, theme: &Theme) {
    Counts {
        titles: Titles { title: "survival by class", x: "class", y: "survived", n: Some(1_309) },
        rows: &names(&["died", "survived"]),
        columns: &names(&["1st", "2nd", "3rd"]),
        counts: &[123, 158, 528, 200, 119, 181],
        cursor: None,
        first: (0, 0),
    }
    .draw_mosaic(buffer, area, theme);
}

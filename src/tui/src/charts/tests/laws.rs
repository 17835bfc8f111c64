//! Whatever the data and the size: no panic, nothing outside the area, and the same again.

use super::gallery;
use crate::charts::*;
use crate::theme::{Theme, ThemeName};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

const GROUND: (u16, u16) = (64, 28);

/// Draws into an area of a buffer full of `#` and sees that the rest is as it was.
fn check(area: Rect, theme: ThemeName, mut draw: impl FnMut(&mut Buffer, Rect, &Theme)) {
    let theme = Theme::of(theme);
    let mut buffer = Buffer::empty(Rect::new(0, 0, GROUND.0, GROUND.1));
    for cell in &mut buffer.content {
        cell.set_symbol("#");
    }
    let before = buffer.clone();
    draw(&mut buffer, area, &theme);
    for y in 0..GROUND.1 {
        for x in 0..GROUND.0 {
            let inside = area.left() <= x && x < area.right() && area.top() <= y && y < area.bottom();
            assert!(inside || buffer[(x, y)] == before[(x, y)], "({x}, {y}) is outside {area:?}");
        }
    }
    let mut again = before.clone();
    draw(&mut again, area, &theme);
    assert_eq!(buffer, again);
}

fn areas() -> impl Strategy<Value = Rect> {
    (0..66u16, 0..30u16, 0..66u16, 0..30u16).prop_map(|(x, y, width, height)| Rect::new(x, y, width, height))
}

fn themes() -> impl Strategy<Value = ThemeName> {
    prop_oneof![Just(ThemeName::Dark), Just(ThemeName::Light), Just(ThemeName::Ansi), Just(ThemeName::None),]
}

fn numbers() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -1e3..1e3f64,
        2 => Just(0.0),
        2 => Just(7.0),
        2 => 0.0..1.0f64,
        1 => Just(f64::NAN),
        1 => Just(f64::INFINITY),
        1 => Just(f64::NEG_INFINITY),
        1 => Just(f64::MAX),
        1 => Just(f64::MIN),
        1 => Just(f64::MIN_POSITIVE),
        1 => Just(1e300),
        1 => any::<f64>(),
        1 => Just(1.7e15),
    ]
}

fn counts() -> impl Strategy<Value = Vec<u64>> {
    prop::collection::vec(prop_oneof![4 => 0..5_000u64, 3 => Just(0), 1 => Just(u64::MAX), 1 => any::<u64>()], 0..90)
}

fn names() -> impl Strategy<Value = Vec<String>> {
    let name = prop_oneof![
        3 => "[a-z_]{0,14}",
        1 => Just("日本語のなまえ".to_string()),
        1 => Just("e\u{301}\t\u{1b}[31m\u{202e}".to_string()),
        1 => Just(String::new()),
        1 => any::<String>().prop_map(|text| text.chars().take(30).collect()),
    ];
    prop::collection::vec(name, 0..14)
}

fn pairs() -> impl Strategy<Value = Vec<(f64, f64)>> {
    prop::collection::vec((numbers(), numbers()), 0..60)
}

fn axes() -> impl Strategy<Value = Axis> {
    let ends = prop_oneof![
        Just(Ends::Data),
        Just(Ends::FromZero),
        (numbers(), numbers()).prop_map(|(low, high)| Ends::Fixed(low, high)),
    ];
    let kind = prop_oneof![Just(Kind::Linear), Just(Kind::Log), Just(Kind::LogCount), Just(Kind::Time)];
    let digits = prop_oneof![Just(Digits::Plain), Just(Digits::Percent)];
    (kind, ends, digits).prop_map(|(kind, ends, digits)| Axis { kind, ends, digits })
}

const TITLES: Titles<'static> = Titles { title: "a\ttitle", x: "x (units)", y: "rows", n: Some(12_345) };

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_gallery_at_any_size(area in areas(), theme in themes(), place in 0..gallery::SCENES.len()) {
        check(area, theme, |buffer, area, theme| gallery::draw(gallery::SCENES[place], buffer, area, theme));
    }

    #[test]
    fn bars_of_anything(
        area in areas(), theme in themes(), counts in counts(), other in counts(), names in names(),
        edges in prop::collection::vec(numbers(), 0..92), cursor in prop::option::of(0..99usize), choice in 0..12usize,
    ) {
        let bins = match choice % 3 {
            0 => Bins::Edges(&edges),
            1 => Bins::Times(&edges),
            _ => Bins::Names(&names),
        };
        let even: Vec<f64> = (0..=counts.len()).map(|edge| edge as f64 * 1.5 - 4.0).collect();
        let bins = if choice > 8 { Bins::Edges(&even) } else { bins };
        let heights = if choice % 2 == 0 { Heights::Linear } else { Heights::Log };
        check(area, theme, |buffer, area, theme| {
            let marks: Vec<Mark<'_>> = edges.iter().take(3).map(|value| Mark { value: *value, name: "mark" }).collect();
            let plot = Histogram { titles: TITLES, bins, counts: &counts, heights, cursor, marks: &marks }.draw(buffer, area, theme);
            if let Some(slots) = plot.slots {
                for x in 0..GROUND.0 {
                    prop_assert_bin(slots.bin_at(x), counts.len());
                }
            }
        });
        let classes = [Class { name: "a", counts: &counts }, Class { name: "日本", counts: &other }, Class { name: "", counts: &[] }];
        for split in [Split::Stacked, Split::Shares, Split::Panels] {
            check(area, theme, |buffer, area, theme| {
                SplitHistogram { titles: TITLES, bins, classes: &classes, split, heights, cursor }.draw(buffer, area, theme);
            });
        }
        let bars: Vec<Bar<'_>> = names.iter().zip(&counts)
            .map(|(label, count)| Bar { label, count: *count, parts: if choice % 2 == 0 { &other } else { &[] } }).collect();
        check(area, theme, |buffer, area, theme| {
            Bars { titles: TITLES, bars: &bars, classes: &["x", "y"], total: 10, cursor, first: choice * 3 }.draw(buffer, area, theme);
        });
        let rates: Vec<Rate> = edges.iter().zip(&counts)
            .map(|(value, n)| Rate { value: *value, low: value - 0.1, high: value + 0.1, n: *n }).collect();
        check(area, theme, |buffer, area, theme| {
            Rates { titles: TITLES, bins, rates: &rates, overall: edges.first().copied(), cursor }.draw(buffer, area, theme);
        });
    }

    #[test]
    fn curves_of_anything(
        area in areas(), theme in themes(), first in pairs(), second in pairs(), x in axes(), y in axes(),
        cursor in prop::option::of(numbers()), shape in 0..4usize,
    ) {
        let shape = [Shape::Straight, Shape::Steps, Shape::Area, Shape::Points][shape];
        let band: Vec<(f64, f64, f64)> = second.iter().map(|(x, y)| (*x, *y, y + 1.0)).collect();
        let lines = [Line::new("one", &first).shaped(shape).banded(&band), Line::new("t\two", &second)];
        let references = [
            Reference::Diagonal,
            Reference::Across { y: cursor.unwrap_or(0.0), name: "across" },
            Reference::Upright { x: cursor.unwrap_or(0.0), name: "upright" },
        ];
        check(area, theme, |buffer, area, theme| {
            LineChart { titles: TITLES, x, y, lines: &lines, references: &references, cursor }.draw(buffer, area, theme);
        });
        check(area, theme, |buffer, area, theme| {
            let groups = [Group { name: "one", points: &first }, Group { name: "two", points: &second }];
            Scatter { titles: TITLES, x, y, groups: &groups, references: &references }.draw(buffer, area, theme);
            Scatter { titles: TITLES, x, y, groups: &groups[..1], references: &[] }.draw(buffer, area, theme);
        });
    }

    #[test]
    fn matrices_of_anything(
        area in areas(), theme in themes(), rows in names(), columns in names(),
        values in prop::collection::vec(numbers(), 0..200), counts in counts(),
        cursor in prop::option::of((0..20usize, 0..20usize)), ends in prop::option::of((numbers(), numbers())),
    ) {
        let range = ends.map_or(Range::Diverging, |(low, high)| Range::Sequential(low, high));
        let first = cursor.unwrap_or((0, 0));
        check(area, theme, |buffer, area, theme| {
            let window = Heatmap {
                title: "matrix", rows: &rows, columns: &columns, values: &values, texts: &rows, range,
                measure: "measure", cursor, first,
            }.draw(buffer, area, theme);
            for place in (0..GROUND.0).zip(0..GROUND.1).filter_map(|(x, y)| window.at(x, y)) {
                assert!(place.0 < rows.len() && place.1 < columns.len());
            }
        });
        check(area, theme, |buffer, area, theme| {
            let map = MissingMap {
                titles: TITLES, columns: &columns, shares: &values, rows: &counts, totals: &values,
                cursor: cursor.map(|cursor| cursor.0), first: first.1,
            };
            map.draw(buffer, area, theme);
        });
        let table = Counts { titles: TITLES, rows: &rows, columns: &columns, counts: &counts, cursor, first };
        check(area, theme, |buffer, area, theme| {
            table.draw_table(buffer, area, theme);
        });
        check(area, theme, |buffer, area, theme| table.draw_mosaic(buffer, area, theme));
        let scale = ends.map_or(Scale::unit(), |(low, high)| Scale::linear(low, high));
        check(area, theme, |buffer, area, theme| {
            Density { titles: TITLES, x: scale, y: scale, counts: &counts, columns: first.0, references: &[] }.draw(buffer, area, theme);
        });
    }

    #[test]
    fn intervals_of_anything(
        area in areas(), theme in themes(), names in names(), values in prop::collection::vec(numbers(), 5..80),
        x in axes(), cursor in prop::option::of(0..20usize),
    ) {
        let at = |place: usize| values[place % values.len()];
        let five: Vec<Five<'_>> = names.iter().enumerate().map(|(place, label)| Five {
            label, n: place as u64, numbers: [0, 1, 2, 3, 4].map(|part| at(place * 5 + part)),
            extremes: (place % 2 == 0).then(|| (at(place), at(place + 1))),
            values: if place % 3 == 0 { &values } else { &[] },
        }).collect();
        check(area, theme, |buffer, area, theme| {
            BoxPlot { titles: TITLES, x, groups: &five, cursor, first: 2 }.draw(buffer, area, theme);
        });
        let groups: Vec<Interval<'_>> = names.iter().enumerate().map(|(place, label)| Interval {
            label, n: 3, value: at(place * 3), low: at(place * 3 + 1), high: at(place * 3 + 2), reason: "too few",
        }).collect();
        check(area, theme, |buffer, area, theme| {
            let references = [Reference::Upright { x: at(0), name: "all" }];
            Dumbbell { titles: TITLES, x, groups: &groups, references: &references, cursor, first: 1 }.draw(buffer, area, theme);
        });
    }

    #[test]
    fn places_on_a_scale_come_back(low in numbers(), high in numbers(), place in 0.0..1.0f64) {
        for kind in [Kind::Linear, Kind::Log, Kind::LogCount, Kind::Time] {
            let scale = Scale::new(kind, low, high);
            prop_assert!(scale.low().is_finite() && scale.high().is_finite() && scale.low() < scale.high(), "{scale:?}");
            let value = scale.value(place);
            prop_assert!(value.is_finite(), "{scale:?} {place}");
            if let Some(back) = scale.place(value) {
                prop_assert!((back - place).abs() < 1e-3, "{scale:?} {place} {back}");
            }
            let ticks = scale.ticks(8, 9);
            prop_assert!(ticks.len() <= 18);
        }
    }

    #[test]
    fn a_sparkline_is_as_wide_as_asked_and_loses_nothing(counts in counts(), width in 0..40usize) {
        let line = sparkline(&counts, width);
        prop_assert_eq!(line.chars().count(), width);
        // Every cell stands for some bins, and is blank only if all of them are empty.
        let filled = line.chars().filter(|sign| *sign != ' ').count();
        let any = counts.iter().any(|count| *count > 0);
        prop_assert_eq!(filled > 0, any && width > 0);
    }
}

fn prop_assert_bin(bin: Option<usize>, bins: usize) {
    assert!(bin.is_none_or(|bin| bin < bins));
}

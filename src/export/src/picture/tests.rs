use super::*;
use ninefold_base::picture::{Axis, AxisScale, IntervalRow, Line, MatrixRange, Series};

fn picture(plot: Plot) -> Picture {
    let axis = |name: &str| Axis { name: name.into(), unit: "kg".into(), scale: AxisScale::Linear };
    Picture { title: "body <mass>".into(), note: "n 342".into(), x: axis("mass"), y: axis("rows"), plot }
}

fn all() -> Vec<Picture> {
    let series = |values: &[f64]| Series { name: "one".into(), values: values.to_vec() };
    let line = Line { name: "a".into(), points: vec![(0.0, 0.0), (0.5, 0.9), (1.0, 1.0)] };
    vec![
        picture(Plot::Histogram { edges: vec![0.0, 1.0, 2.0], series: vec![series(&[3.0, 1.0]), series(&[0.0, 4.0])] }),
        picture(Plot::Bars { labels: vec!["<b>".into(), "c".into()], series: vec![series(&[3.0, 1.5])] }),
        picture(Plot::Lines { lines: vec![line.clone(), line.clone()], reference: Some(0.5) }),
        picture(Plot::Points { groups: vec![line] }),
        picture(Plot::Intervals {
            rows: vec![
                IntervalRow { label: "a".into(), value: Some(0.3), low: Some(0.2), high: Some(0.5), n: 30 },
                IntervalRow { label: "b".into(), value: None, low: None, high: None, n: 0 },
            ],
            reference: Some(0.4),
        }),
        picture(Plot::Matrix {
            rows: vec!["a".into(), "b".into()],
            columns: vec!["a".into(), "b".into()],
            values: vec![vec![Some(1.0), Some(-0.5)], vec![Some(-0.5), None]],
            range: MatrixRange::Diverging,
        }),
        picture(Plot::Boxes { rows: vec![("a".into(), [0.0, 1.0, 2.0, 3.0, 9.0])] }),
    ]
}

#[test]
fn every_plot_is_drawn_in_both_forms_and_data_cannot_break_the_document() {
    for picture in all() {
        let svg = svg(&picture).unwrap();
        assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"), "{svg}");
        assert!(svg.contains("body &lt;mass&gt;") && !svg.contains("<b>"), "{svg}");
        let png = png(&picture).unwrap();
        assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
        let decoder = png::Decoder::new(std::io::Cursor::new(&png));
        assert_eq!(decoder.read_info().unwrap().info().width, WIDTH * PNG_SCALE);
    }
}

#[test]
fn a_picture_for_a_page_has_only_the_pages_colours() {
    for picture in all() {
        let svg = svg_for_page(&picture).unwrap();
        assert!(svg.contains("var(--ink)") && svg.contains("var(--paper)"), "{svg}");
        assert!(!svg.contains("\"#"), "a colour of its own: {svg}");
        assert!(svg.contains("aria-label=\"body &lt;mass&gt;\""), "{svg}");
    }
}

#[test]
fn odd_numbers_do_not_break_a_picture() {
    let values = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, 1e300, -1e300];
    for a in values {
        for b in values {
            let line = Line { name: String::new(), points: vec![(a, b), (b, a)] };
            let series = Series { name: String::new(), values: vec![a, b] };
            for plot in [
                Plot::Histogram { edges: vec![a, b, 2.0], series: vec![series.clone()] },
                Plot::Bars { labels: vec![String::new(), "x".repeat(300)], series: vec![series.clone()] },
                Plot::Lines { lines: vec![line.clone()], reference: Some(a) },
                Plot::Points { groups: vec![line.clone()] },
                Plot::Boxes { rows: vec![("a".into(), [a, b, a, b, a])] },
                Plot::Histogram { edges: Vec::new(), series: Vec::new() },
            ] {
                svg(&picture(plot)).unwrap();
            }
        }
    }
}

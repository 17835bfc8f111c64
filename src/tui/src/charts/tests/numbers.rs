//! Ticks and labels as people would write them; blocks and dots in their place.

use crate::charts::canvas::{Canvas, Dot, Stroke};
use crate::charts::numbers::{coefficient, fixed, label, nice_step, percent, plain, short, ticks};
use crate::charts::scale::{Kind, Scale};
use crate::charts::signs::share_out;
use crate::charts::{sparkline, sparkline_pair};
use ratatui::layout::Rect;

#[test]
fn steps_are_one_two_or_five() {
    for (span, at_most, expected) in [
        (10.0, 5, 2.0),
        (10.0, 10, 1.0),
        (1.0, 4, 0.5),
        (73.0, 8, 10.0),
        (9e6, 5, 2e6),
        (0.0, 5, 1.0),
        (f64::NAN, 5, 1.0),
    ] {
        assert_eq!(nice_step(span, at_most), expected, "{span} in {at_most}");
    }
    assert_eq!(ticks(0.0, 1.0, 5).0, [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]);
    assert_eq!(ticks(-0.25, 0.31, 3).0, [-0.2, 0.0, 0.2]);
    assert_eq!(ticks(17.0, 90.0, 8).0, [20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0]);
}

#[test]
fn labels_have_the_digits_that_tell_them_apart() {
    assert_eq!(label(12_500.0, 500.0), "12,500");
    assert_eq!(label(0.25, 0.05), "0.25");
    assert_eq!(label(0.5, 0.1), "0.5");
    assert_eq!(label(-3.0, 1.0), "-3");
    assert_eq!(label(-0.0, 1.0), "0");
    assert_eq!(label(4e13, 1e13), "40T");
    assert_eq!(short(32_561.0), "32.6k");
    assert_eq!(short(1_000_000.0), "1M");
    assert_eq!(short(999_999.0), "1M");
    assert_eq!(short(950.0), "950");
    assert_eq!(short(0.05), "0.05");
    assert_eq!(short(2e-7), "2e-7");
    assert_eq!(short(1e300), "1e300");
    assert_eq!(short(-1_250.0), "-1.25k");
    assert_eq!(plain(38.581_647), "38.58");
    assert_eq!(plain(0.0), "0");
    assert_eq!(plain(1_234_567.8), "1,234,568");
    assert_eq!(fixed(-0.001, 1), "0.0");
    assert_eq!(fixed(f64::NAN, 1), "–");
    assert_eq!(fixed(f64::NEG_INFINITY, 1), "-∞");
    assert_eq!(percent(0.25, 0.05), "25 %");
    assert_eq!(percent(0.005, 0.005), "0.5 %");
    assert_eq!(coefficient(0.834, 2), ".83");
    assert_eq!(coefficient(-0.07, 2), "-.07");
    assert_eq!(coefficient(1.0, 2), "1.00");
}

fn tick_labels(scale: Scale, at_most: usize, widest: usize) -> Vec<String> {
    scale.ticks(at_most, widest).into_iter().map(|tick| tick.label).collect()
}

#[test]
fn axes_are_labelled_by_kind() {
    assert_eq!(tick_labels(Scale::linear(0.0, 2e6), 4, 9), ["0", "500,000", "1,000,000", "1,500,000", "2,000,000"]);
    assert_eq!(tick_labels(Scale::linear(0.0, 2e6), 4, 5), ["0", "500k", "1M", "1.5M", "2M"]);
    assert_eq!(tick_labels(Scale::unit().in_percent(), 5, 9), ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]);
    assert_eq!(tick_labels(Scale::log(1.0, 1e4), 4, 9), ["1", "10", "100", "1,000", "10,000"]);
    assert_eq!(tick_labels(Scale::log(1.0, 10.0), 4, 9), ["1", "2", "5", "10"]);
    assert_eq!(
        tick_labels(Scale::new(Kind::LogCount, 0.0, 12_000.0), 8, 9),
        ["0", "1", "10", "100", "1,000", "10,000"]
    );
    // One value alone still has an axis.
    let scale = Scale::fit(Kind::Linear, [5.0, 5.0]);
    assert!(scale.low() < 5.0 && scale.high() > 5.0);
    assert_eq!(scale.place(f64::NAN), None);
    assert_eq!(Scale::log(1.0, 10.0).place(0.0), None);
}

#[test]
fn sparklines_keep_the_little_ones_and_leave_the_empty_blank() {
    assert_eq!(sparkline(&[0, 1, 4000, 8000], 4), " ▁▄█");
    assert_eq!(sparkline(&[1, 2], 4), "▄▄██");
    assert_eq!(sparkline(&[1, 1, 0, 0, 2, 2], 3), "▄ █");
    assert_eq!(sparkline(&[], 3), "   ");
    assert_eq!(sparkline(&[0, 0], 0), "");
    assert_eq!(sparkline_pair(&[1, 1], &[0, 100], 2), ["▄▄".to_string(), " █".to_string()]);
}

#[test]
fn cells_are_shared_out_whole_and_the_small_keep_one() {
    assert_eq!(share_out(&[1, 1], 4), [2, 2]);
    assert_eq!(share_out(&[1, 1000], 10), [1, 9]);
    assert_eq!(share_out(&[0, 5], 3), [0, 3]);
    assert_eq!(share_out(&[1, 1, 1, 97], 3).iter().sum::<u16>(), 3);
    assert_eq!(share_out(&[], 3), Vec::<u16>::new());
    assert_eq!(share_out(&[u64::MAX, u64::MAX], 2), [1, 1]);
}

#[test]
fn lines_are_clipped_where_they_leave_the_canvas() {
    let mut canvas = Canvas::new(Rect::new(0, 0, 4, 2));
    canvas.line(Dot { x: -100.0, y: 3.0 }, Dot { x: 100.0, y: 3.0 }, 0, Stroke::Solid, &mut 0);
    assert_eq!(canvas.count(), 8);
    let mut canvas = Canvas::new(Rect::new(0, 0, 4, 2));
    canvas.line(Dot { x: -5.0, y: -5.0 }, Dot { x: -1.0, y: 50.0 }, 0, Stroke::Solid, &mut 0);
    canvas.line(Dot { x: f64::NAN, y: 0.0 }, Dot { x: 1.0, y: 1.0 }, 0, Stroke::Solid, &mut 0);
    assert_eq!(canvas.count(), 0);
    canvas.set(Dot { x: 7.0, y: 7.0 }, 0);
    canvas.set(Dot { x: 8.0, y: 7.0 }, 0);
    assert_eq!(canvas.count(), 1);
}

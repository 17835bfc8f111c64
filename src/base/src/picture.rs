//! A picture as data: what is drawn, on which axes, in which units. The screen draws it in characters, the export room as
//! SVG and PNG, and its numbers can be copied as CSV.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    pub title: String,
    /// Below the title: n, filters, "~ 12 % of the rows read".
    pub note: String,
    pub x: Axis,
    pub y: Axis,
    pub plot: Plot,
}

/// Name and unit of an axis, and how it is scaled.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Axis {
    pub name: String,
    /// Empty if it has none.
    pub unit: String,
    pub scale: AxisScale,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AxisScale {
    #[default]
    Linear,
    Log,
    /// Microseconds since 1970-01-01.
    Time,
    /// One place per label.
    Category,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Plot {
    /// Bars over a scale: `edges.len() == values.len() + 1` for every series; several series stand on one another.
    Histogram {
        edges: Vec<f64>,
        series: Vec<Series>,
    },
    /// Bars per label; several series stand on one another.
    Bars {
        labels: Vec<String>,
        series: Vec<Series>,
    },
    /// Lines through points, in order.
    Lines {
        lines: Vec<Line>,
        reference: Option<f64>,
    },
    Points {
        groups: Vec<Line>,
    },
    /// A value with its interval per label.
    Intervals {
        rows: Vec<IntervalRow>,
        reference: Option<f64>,
    },
    /// `values[row][column]`; `None` where undefined.
    Matrix {
        rows: Vec<String>,
        columns: Vec<String>,
        values: Vec<Vec<Option<f64>>>,
        range: MatrixRange,
    },
    /// Minimum, quartiles, maximum per label.
    Boxes {
        rows: Vec<(String, [f64; 5])>,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Series {
    pub name: String,
    pub values: Vec<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub name: String,
    pub points: Vec<(f64, f64)>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IntervalRow {
    pub label: String,
    pub value: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub n: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MatrixRange {
    /// −1 to 1, 0 in the middle.
    Diverging,
    /// 0 to 1.
    Share,
    /// 0 to the largest value.
    Counts,
}

impl Picture {
    /// The numbers behind it, with a header line.
    pub fn csv(&self) -> String {
        let mut out = String::new();
        let mut line = |fields: Vec<String>| {
            out.push_str(&fields.iter().map(|field| quoted(field)).collect::<Vec<_>>().join(","));
            out.push('\n');
        };
        let number = |value: Option<f64>| value.map(|value| format!("{value}")).unwrap_or_default();
        match &self.plot {
            Plot::Histogram { edges, series } => {
                line(["from", "to"].map(String::from).into_iter().chain(series.iter().map(name_of)).collect());
                for (bin, pair) in edges.windows(2).enumerate() {
                    let values = series.iter().map(|series| number(series.values.get(bin).copied()));
                    line(pair.iter().map(|edge| number(Some(*edge))).chain(values).collect());
                }
            }
            Plot::Bars { labels, series } => {
                line(std::iter::once(self.x.name.clone()).chain(series.iter().map(name_of)).collect());
                for (bar, label) in labels.iter().enumerate() {
                    let values = series.iter().map(|series| number(series.values.get(bar).copied()));
                    line(std::iter::once(label.clone()).chain(values).collect());
                }
            }
            Plot::Lines { lines, .. } | Plot::Points { groups: lines } => {
                line(vec!["series".into(), self.x.name.clone(), self.y.name.clone()]);
                for one in lines {
                    for (x, y) in &one.points {
                        line(vec![one.name.clone(), number(Some(*x)), number(Some(*y))]);
                    }
                }
            }
            Plot::Intervals { rows, .. } => {
                line([self.x.name.as_str(), "value", "low", "high", "n"].map(String::from).to_vec());
                for row in rows {
                    line(vec![
                        row.label.clone(),
                        number(row.value),
                        number(row.low),
                        number(row.high),
                        row.n.to_string(),
                    ]);
                }
            }
            Plot::Matrix { rows, columns, values, .. } => {
                line(std::iter::once(String::new()).chain(columns.iter().cloned()).collect());
                for (label, values) in rows.iter().zip(values) {
                    line(std::iter::once(label.clone()).chain(values.iter().map(|value| number(*value))).collect());
                }
            }
            Plot::Boxes { rows } => {
                line([self.x.name.as_str(), "min", "q25", "q50", "q75", "max"].map(String::from).to_vec());
                for (label, five) in rows {
                    line(std::iter::once(label.clone()).chain(five.iter().map(|value| number(Some(*value)))).collect());
                }
            }
        }
        out
    }
}

fn name_of(series: &Series) -> String {
    series.name.clone()
}

fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_numbers_as_csv() {
        let picture = Picture {
            title: "age".into(),
            note: String::new(),
            x: Axis { name: "age".into(), ..Axis::default() },
            y: Axis { name: "rows".into(), ..Axis::default() },
            plot: Plot::Histogram {
                edges: vec![0.0, 10.0, 20.0],
                series: vec![Series { name: "a, b".into(), values: vec![1.0, 2.0] }],
            },
        };
        assert_eq!(picture.csv(), "from,to,\"a, b\"\n0,10,1\n10,20,2\n");
    }
}

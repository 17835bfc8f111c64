//! Count, mean and squared deviations, mergeable (Chan, Golub and LeVeque 1979).

#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Moments {
    pub n: u64,
    pub mean: f64,
    /// Sum of squared deviations from the mean.
    pub m2: f64,
}

impl Moments {
    /// Of many values at once: the mean first, then the deviations from it.
    pub fn of(values: &[f64]) -> Self {
        if values.is_empty() {
            return Self::default();
        }
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let m2 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        Self { n: values.len() as u64, mean, m2 }
    }

    /// One more value (Welford 1962).
    pub fn add(&mut self, value: f64) {
        self.n += 1;
        let before = value - self.mean;
        self.mean += before / self.n as f64;
        self.m2 += before * (value - self.mean);
    }

    pub fn merge(&mut self, other: &Self) {
        if other.n == 0 {
            return;
        }
        if self.n == 0 {
            *self = *other;
            return;
        }
        let (a, b) = (self.n as f64, other.n as f64);
        let difference = other.mean - self.mean;
        self.n += other.n;
        self.mean += difference * b / (a + b);
        self.m2 += other.m2 + difference * difference * a * b / (a + b);
    }

    /// That of the population: divided by n.
    pub fn variance(&self) -> f64 {
        if self.n == 0 { f64::NAN } else { self.m2 / self.n as f64 }
    }

    pub fn sd(&self) -> f64 {
        self.variance().sqrt()
    }
}

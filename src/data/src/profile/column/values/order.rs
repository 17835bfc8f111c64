//! Whether values rise or fall along the file.

use ninefold_base::profile::column::Order;

/// Comparisons of each value with the one before it, and both ends, so that parts can be joined.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderSeen {
    ends: Option<(u64, u64)>,
    least_greatest: Option<(u64, u64)>,
    ascents: u64,
    descents: u64,
    pairs: u64,
}

impl OrderSeen {
    /// Adds values without gaps; true if all so far rise strictly, or all fall strictly.
    pub fn add(&mut self, words: &[u64]) -> bool {
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return self.is_strict() };
        let (mut ascents, mut descents) = (0u64, 0u64);
        let (mut least, mut greatest) = (*first, *first);
        for (before, word) in words.iter().zip(&words[1..]) {
            ascents += u64::from(before < word);
            descents += u64::from(before > word);
            least = least.min(*word);
            greatest = greatest.max(*word);
        }
        let part = Self {
            ends: Some((*first, *last)),
            least_greatest: Some((least, greatest)),
            ascents,
            descents,
            pairs: words.len() as u64 - 1,
        };
        self.merge(&part);
        self.is_strict()
    }

    /// Adds what comes behind.
    pub fn merge(&mut self, later: &Self) {
        let (Some((first, last)), Some((least, greatest))) = (later.ends, later.least_greatest) else { return };
        self.ascents += later.ascents;
        self.descents += later.descents;
        self.pairs += later.pairs;
        let ends = match self.ends {
            None => (first, last),
            Some((begin, before)) => {
                self.ascents += u64::from(before < first);
                self.descents += u64::from(before > first);
                self.pairs += 1;
                (begin, last)
            }
        };
        self.ends = Some(ends);
        let (low, high) = self.least_greatest.unwrap_or((least, greatest));
        self.least_greatest = Some((low.min(least), high.max(greatest)));
    }

    fn is_strict(&self) -> bool {
        self.ascents == self.pairs || self.descents == self.pairs
    }

    /// Values seen.
    pub fn values(&self) -> u64 {
        if self.ends.is_some() { self.pairs + 1 } else { 0 }
    }

    /// The least and greatest word.
    pub fn extremes(&self) -> Option<(u64, u64)> {
        self.least_greatest
    }

    pub fn order(&self) -> Order {
        let Self { ascents, descents, pairs, .. } = *self;
        match (ascents, descents) {
            _ if pairs == 0 => Order::Unknown,
            (0, 0) => Order::Constant,
            (up, 0) if up == pairs => Order::StrictlyAscending,
            (_, 0) => Order::Ascending,
            (0, down) if down == pairs => Order::StrictlyDescending,
            (0, _) => Order::Descending,
            _ => Order::Mixed { descents, pairs },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(words: &[u64]) -> Order {
        // In parts, which must make no difference.
        let mut seen = OrderSeen::default();
        for part in words.chunks(2) {
            seen.add(part);
        }
        let mut whole = OrderSeen::default();
        whole.add(words);
        assert_eq!(seen, whole);
        assert_eq!(seen.values(), words.len() as u64);
        seen.order()
    }

    #[test]
    fn orders() {
        assert_eq!(order(&[]), Order::Unknown);
        assert_eq!(order(&[5]), Order::Unknown);
        assert_eq!(order(&[5, 5, 5]), Order::Constant);
        assert_eq!(order(&[1, 2, 9]), Order::StrictlyAscending);
        assert_eq!(order(&[1, 1, 9]), Order::Ascending);
        assert_eq!(order(&[9, 4, 1]), Order::StrictlyDescending);
        assert_eq!(order(&[9, 9, 1]), Order::Descending);
        assert_eq!(order(&[1, 2, 1, 3]), Order::Mixed { descents: 1, pairs: 3 });
    }
}

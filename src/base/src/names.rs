//! The nearest name: for "did you mean" in every error about a name.

/// The candidate closest to `wanted`, if one is close enough to be a likely slip of the fingers. Case is ignored;
/// distance is Damerau–Levenshtein, at most a third of the longer name's length and at least 1.
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted_lower = wanted.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&wanted_lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| {
            let longer = wanted.chars().count().max(candidate.chars().count());
            *distance <= (longer / 3).max(1)
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// " did you mean `x`?" or nothing, ready to append to a sentence.
pub fn did_you_mean<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    nearest(wanted, candidates).map(|name| format!("did you mean `{name}`?")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_slip_and_refuses_a_stranger() {
        let columns = ["age", "education", "employed"];
        assert_eq!(nearest("educaton", columns), Some("education"));
        assert_eq!(nearest("AGE", columns), Some("age"));
        assert_eq!(nearest("zebra", columns), None);
    }
}

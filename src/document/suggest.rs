//! "Did you mean …?"

/// Returns the one candidate that a misspelt word was most likely meant to be.
///
/// Case, hyphens and underscores do not count. On a tie it returns nothing: a wrong guess costs
/// more than none.
pub(crate) fn did_you_mean<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let fold = |word: &str| word.to_lowercase().replace(['-', '_', ' '], "");
    let folded = fold(written);
    let limit = (folded.chars().count() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    let mut tied = false;
    for candidate in candidates {
        let other = fold(candidate);
        let distance = if other == folded {
            0
        } else if other.len() >= 3
            && folded.len() >= 3
            && (folded.starts_with(&other) || other.starts_with(&folded))
        {
            1
        } else {
            strsim::damerau_levenshtein(&folded, &other)
        };
        if distance > limit || best.is_some_and(|(_, it)| it == candidate) {
            continue;
        }
        match best {
            Some((least, _)) if distance > least => {}
            Some((least, _)) if distance == least => tied = true,
            _ => {
                best = Some((distance, candidate));
                tied = false;
            }
        }
    }
    best.filter(|_| !tied).map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::did_you_mean;

    #[test]
    fn the_nearest_is_offered_and_a_tie_is_not() {
        assert_eq!(
            did_you_mean("sevrity", ["severity", "services"]),
            Some("severity")
        );
        assert_eq!(did_you_mean("sev9", ["sev1", "sev2", "sev3"]), None);
        assert_eq!(
            did_you_mean("Contributing-Factors", ["contributing_factors"]),
            Some("contributing_factors")
        );
        assert_eq!(did_you_mean("weather", ["severity"]), None);
    }
}

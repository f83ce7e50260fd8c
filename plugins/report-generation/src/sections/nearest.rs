//! The name that somebody may have meant.

/// The name most like `name`, if one is like it: other case, or a letter in three wrong.
pub(crate) fn nearest<'a>(
    name: &str,
    known: impl Iterator<Item = &'a String>,
) -> Option<&'a String> {
    let wanted: Vec<char> = folded(name);
    known
        .take(2_000)
        .filter(|known| known.len() < 200)
        .map(|known| (distance(&wanted, &folded(known)), known))
        .filter(|&(distance, known)| distance * 3 <= wanted.len().max(known.chars().count()))
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, known)| known)
}

/// Case and what parts words count for nothing.
fn folded(name: &str) -> Vec<char> {
    name.chars()
        .filter(|char| !matches!(char, ' ' | '_' | '-' | '.'))
        .flat_map(char::to_lowercase)
        .take(100)
        .collect()
}

/// Levenshtein's.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let change = corner + usize::from(from != to);
            corner = row[j + 1];
            row[j + 1] = change.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

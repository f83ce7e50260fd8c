//! How wide the columns of a table are, and which of them stand side by side.

/// What a column asks for, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Wish {
    /// The least that its cells can be set in.
    pub(super) least: f32,
    /// What they need to be on one line.
    pub(super) whole: f32,
}

/// Columns that stand side by side: the number of each, and how wide it is.
pub(super) type Band = Vec<(usize, f32)>;

/// How much wider than it asked for a column becomes at most, so that a table of two is not torn apart.
const STRETCH: f32 = 2.2;

/// The columns in as many bands as it takes; the first column stands in each, so that rows keep their name.
pub(super) fn bands(wishes: &[Wish], room: f32) -> Vec<Band> {
    let mut bands: Vec<Vec<usize>> = Vec::new();
    let mut band: Vec<usize> = Vec::new();
    let mut used = 0.0;
    let key = wishes.first().filter(|wish| wish.least <= room * 0.3);
    for (number, wish) in wishes.iter().enumerate() {
        let least = wish.least.min(room);
        if used + least > room && !band.is_empty() {
            bands.push(std::mem::take(&mut band));
            used = 0.0;
            if let Some(key) = key {
                band.push(0);
                used = key.least;
            }
        }
        band.push(number);
        used += least;
    }
    if !band.is_empty() {
        bands.push(band);
    }
    bands
        .into_iter()
        .map(|band| share(&band, wishes, room))
        .collect()
}

/// Shares the room among columns: what they need, and where that is too much, the least and a part of the rest.
fn share(band: &[usize], wishes: &[Wish], room: f32) -> Band {
    let of = |number: &usize| wishes[*number];
    let whole: f32 = band.iter().map(|number| of(number).whole).sum();
    let least: f32 = band.iter().map(|number| of(number).least.min(room)).sum();
    band.iter()
        .map(|number| {
            let wish = of(number);
            let width = if whole <= room {
                wish.whole * (room / whole).min(STRETCH)
            } else {
                let own = wish.least.min(room);
                own + (wish.whole - own).max(0.0)
                    * ((room - least) / (whole - least)).clamp(0.0, 1.0)
            };
            (*number, width)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(least: f32, whole: f32) -> Wish {
        Wish { least, whole }
    }

    #[test]
    fn columns_fill_the_room_and_a_narrow_table_is_not_torn_apart() {
        assert_eq!(
            bands(&[wish(50.0, 100.0), wish(50.0, 300.0)], 500.0),
            [[(0, 125.0), (1, 375.0)]]
        );
        assert_eq!(
            bands(&[wish(40.0, 50.0), wish(40.0, 50.0)], 500.0),
            [[(0, 110.0), (1, 110.0)]]
        );
        let shared = bands(&[wish(50.0, 50.0), wish(50.0, 950.0)], 500.0);
        assert_eq!(shared, [[(0, 50.0), (1, 450.0)]]);
    }

    #[test]
    fn what_has_no_room_stands_in_further_bands_with_the_first_column() {
        let wide = bands(&[wish(100.0, 100.0); 9], 500.0);
        let columns: Vec<Vec<usize>> = wide
            .iter()
            .map(|band| band.iter().map(|(number, _)| *number).collect())
            .collect();
        assert_eq!(columns, [vec![0, 1, 2, 3, 4], vec![0, 5, 6, 7, 8]]);
        assert_eq!(bands(&[wish(900.0, 900.0); 2], 500.0).len(), 2);
        assert!(bands(&[], 500.0).is_empty());
    }
}

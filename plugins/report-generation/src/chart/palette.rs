//! The colours of roles, by light and by dark. Marks keep a contrast of 3 to what lies behind them, and texts one of 4.5
//! (WCAG 2.2, 1.4.3 and 1.4.11); a test holds them to it.

use super::Role;

/// How many series have a colour of their own.
pub const SERIES: usize = 8;

/// Red, green and blue.
pub type Colour = [u8; 3];

const LIGHT: [Colour; SERIES] = [
    [0x2f, 0x6b, 0xd8],
    [0xd9, 0x62, 0x2b],
    [0x0e, 0x8f, 0x7e],
    [0x8f, 0x4f, 0xc4],
    [0xb0, 0x82, 0x00],
    [0xd1, 0x44, 0x7e],
    [0x4d, 0x8a, 0x22],
    [0x6b, 0x72, 0x80],
];

const DARK: [Colour; SERIES] = [
    [0x6e, 0xa0, 0xff],
    [0xf5, 0x90, 0x60],
    [0x38, 0xc2, 0xad],
    [0xbd, 0x8c, 0xf0],
    [0xe3, 0xb3, 0x41],
    [0xf2, 0x7f, 0xb0],
    [0x8b, 0xc5, 0x5f],
    [0xa3, 0xab, 0xb8],
];

/// A role's colour on white: by day, and on paper.
pub fn light(role: Role) -> Colour {
    match role {
        Role::Background => [0xff, 0xff, 0xff],
        Role::Grid => [0xe5, 0xe8, 0xec],
        Role::Axis => [0x8a, 0x93, 0xa0],
        Role::Text => [0x1b, 0x20, 0x28],
        Role::Muted => [0x59, 0x62, 0x6f],
        Role::Series(number) => LIGHT[number % SERIES],
    }
}

/// A role's colour by night.
pub fn dark(role: Role) -> Colour {
    match role {
        Role::Background => [0x1a, 0x1e, 0x25],
        Role::Grid => [0x2c, 0x33, 0x3d],
        Role::Axis => [0x7a, 0x85, 0x94],
        Role::Text => [0xe8, 0xeb, 0xf0],
        Role::Muted => [0xa5, 0xae, 0xbb],
        Role::Series(number) => DARK[number % SERIES],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(colour: Colour) -> f64 {
        let part = |byte: u8| match f64::from(byte) / 255.0 {
            low if low <= 0.040_45 => low / 12.92,
            high => ((high + 0.055) / 1.055).powf(2.4),
        };
        0.2126 * part(colour[0]) + 0.7152 * part(colour[1]) + 0.0722 * part(colour[2])
    }

    fn contrast(one: Colour, other: Colour) -> f64 {
        let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
        one.max(other) / one.min(other)
    }

    #[test]
    fn marks_and_texts_stand_out_by_light_and_by_dark() {
        for colours in [light, dark] {
            let behind = colours(Role::Background);
            for number in 0..SERIES {
                assert!(
                    contrast(colours(Role::Series(number)), behind) >= 3.0,
                    "series {number}"
                );
            }
            assert!(contrast(colours(Role::Axis), behind) >= 3.0);
            for role in [Role::Text, Role::Muted] {
                assert!(contrast(colours(role), behind) >= 4.5, "{role:?}");
            }
        }
    }
}

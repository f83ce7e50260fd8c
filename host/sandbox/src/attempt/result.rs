//! Whether a result is JSON that everybody can read who reads the job. It goes out as the guest wrote it, among other jobs
//! in lists, so that one that a parser chokes on would hide them all.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// How deep a result may nest. Parsers take 128 levels or more, and a list of jobs has some around it.
const DEEPEST: usize = 100;

/// Checks a result: its syntax, its texts, that its numbers are some, and how deep it nests.
pub(super) fn check(result: &str) -> Result<(), serde_json::Error> {
    let mut json = serde_json::Deserializer::from_str(result);
    Level(DEEPEST).deserialize(&mut json)?;
    json.end()
}

/// How many levels are left.
#[derive(Clone, Copy)]
struct Level(usize);

impl Level {
    fn inner<E: Error>(self) -> Result<Self, E> {
        let left = self.0.checked_sub(1);
        left.map(Self)
            .ok_or_else(|| E::custom(format_args!("it is deeper than {DEEPEST} levels")))
    }
}

impl<'de> DeserializeSeed<'de> for Level {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Level {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let inner = self.inner()?;
        while items.next_element_seed(inner)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<(), A::Error> {
        let inner = self.inner()?;
        while pairs.next_key_seed(inner)?.is_some() {
            pairs.next_value_seed(inner)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_parser_takes_is_taken() {
        let deep = format!("{}{}", "[".repeat(DEEPEST), "]".repeat(DEEPEST));
        for result in [
            "null",
            " {\"a\": [1, -2.5e10, true, \"\\ud83d\\ude00\"]} ",
            "123456789012345678901234567890",
            "\"\u{9b}\"",
            &deep,
        ] {
            assert!(check(result).is_ok(), "{result}");
        }
    }

    #[test]
    fn what_some_parser_chokes_on_is_refused() {
        let said = |result: &str| check(result).unwrap_err().to_string();
        let deeper = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(said(&deeper(DEEPEST + 1)).starts_with("it is deeper than 100 levels"));
        assert!(said(&deeper(100_000)).starts_with("it is deeper than 100 levels"));
        assert!(said(&"{\"a\":".repeat(100_000)).starts_with("it is deeper than 100 levels"));
        assert!(said("1e999").starts_with("number out of range"));
        assert!(said("\"\\ud800\"").contains("hex escape"));
        assert!(said("{\"\\ud800\": 1}").contains("hex escape"));
        assert!(said("1 2").starts_with("trailing characters"));
        assert!(said("").starts_with("EOF"));
        assert!(said("{1: 2}").starts_with("key must be a string"));
    }
}

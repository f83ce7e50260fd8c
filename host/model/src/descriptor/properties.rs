//! What holds for whatever a plugin says of itself: it is taken as it is, or refused in words that can be shown.

use proptest::prelude::*;

use super::*;

/// A text such as a plugin may give for anything.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-z][a-z0-9-]{0,8}",
        1 => "[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}(-[a-z.]{1,5})?",
        1 => "https?://[a-z*.]{1,12}(:[0-9*]{1,3})?",
        2 => "\\PC{0,20}",
        2 => any::<String>(),
        1 => "[\\u{1b}\\u{9b}\\u{202e}\\u{2066}a-z]{1,10}",
        1 => "x{495,505}",
    ]
}

fn port() -> impl Strategy<Value = Option<Port>> {
    (
        any_text(),
        any_text(),
        prop::collection::vec(any_text(), 0..4),
        any::<bool>(),
    )
        .prop_map(|(name, summary, media_types, required)| {
            Some(Port {
                name: PortName::try_from(name).ok()?,
                summary,
                media_types,
                required,
            })
        })
}

fn ports() -> impl Strategy<Value = Vec<Port>> {
    prop_oneof![
        9 => prop::collection::vec(port(), 0..4),
        1 => prop::collection::vec(port(), 40..60),
    ]
    .prop_map(|ports| ports.into_iter().flatten().collect())
}

fn want() -> impl Strategy<Value = Want> {
    prop_oneof![
        any_text().prop_map(Want::Http),
        any_text().prop_map(Want::Secret),
        any::<u64>().prop_map(|bytes| Want::Cache(ByteSize(bytes))),
    ]
}

fn descriptor() -> impl Strategy<Value = Descriptor> {
    let wants = prop::collection::vec(want(), 0..3);
    (
        any_text(),
        any_text(),
        ports(),
        ports(),
        wants,
        any::<bool>(),
    )
        .prop_map(
            |(version, summary, inputs, outputs, wants, resumable)| Descriptor {
                name: ProcessorName::try_from("any".to_owned()).unwrap(),
                version,
                summary,
                params_schema: true.into(),
                result_schema: None,
                inputs,
                outputs,
                wants,
                resumable,
            },
        )
}

/// All texts of a descriptor.
fn texts(descriptor: &Descriptor) -> Vec<&str> {
    let mut texts = vec![descriptor.version.as_str(), &descriptor.summary];
    for port in descriptor.inputs.iter().chain(&descriptor.outputs) {
        texts.extend([port.name.as_str(), &port.summary]);
        texts.extend(port.media_types.iter().map(String::as_str));
    }
    for want in &descriptor.wants {
        match want {
            Want::Http(text) | Want::Secret(text) => texts.push(text),
            Want::Cache(_) => {}
        }
    }
    texts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_descriptor_is_taken_as_it_is_or_refused_in_words_that_can_be_shown(descriptor in descriptor()) {
        let given = descriptor.clone();
        match descriptor.check() {
            Ok(taken) => {
                for text in texts(&taken) {
                    prop_assert!(text.chars().count() <= LONGEST_LINE);
                    prop_assert!(!text.chars().any(is_hidden), "{:?}", text);
                }
                prop_assert_eq!(taken, given);
            }
            Err(error) => {
                let said = error.to_string();
                prop_assert!(!said.is_empty() && !said.chars().any(is_hidden), "{:?}", said);
            }
        }
    }

    #[test]
    fn a_name_is_taken_as_it_is_or_refused_in_words_that_can_be_shown(text in any_text()) {
        let said = [
            ProcessorName::try_from(text.clone()).map(|name| name.to_string()),
            PortName::try_from(text.clone()).map(|name| name.to_string()),
            SecretName::try_from(text.clone()).map(|name| name.to_string()),
        ];
        for said in said {
            match said {
                Ok(name) => prop_assert_eq!(&name, &text),
                Err(error) => {
                    let said = error.to_string();
                    prop_assert!(said.len() < 1_500 && !said.chars().any(is_hidden), "{:?}", said);
                }
            }
        }
    }
}

//! What the validator itself does not bound: references outwards, references in a circle, and schemas that grow
//! without measure when their references are followed.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::SchemaError;
use crate::text::clean;

/// The most parts of a schema that may apply to one value.
const MOST_PARTS: u64 = 5_000;

/// How much of a reference is said, in bytes.
const LONGEST_REFERENCE: usize = 200;

/// How deep a document may nest: deeper ones are refused by the JSON parser.
const DEEPEST: usize = 128;

/// Keywords whose schemas apply to the same value as the schema that holds them.
const IN_PLACE_ONE: [&str; 6] = ["not", "if", "then", "else", "$ref", "$dynamicRef"];
const IN_PLACE_LIST: [&str; 3] = ["allOf", "anyOf", "oneOf"];
const IN_PLACE_MAP: [&str; 1] = ["dependentSchemas"];

/// Keywords whose schemas apply to the values inside: of those in one line, only one to each.
const INSIDE: [&[&str]; 6] = [
    &["properties", "additionalProperties"],
    &["prefixItems", "items"],
    &["contains"],
    &["propertyNames"],
    &["unevaluatedProperties"],
    &["unevaluatedItems"],
];

/// Of the schemas in this one, all may apply to the same value inside.
const INSIDE_ALL: &str = "patternProperties";

/// To know what is left over, these have everything beside them looked at a second time.
const LEFT_OVER: [&str; 2] = ["unevaluatedProperties", "unevaluatedItems"];

/// Keywords that hold data, which is never a schema.
const DATA: [&str; 4] = ["const", "enum", "default", "examples"];

/// What one validation may cost.
#[derive(Debug)]
pub(super) struct Cost {
    /// The most parts of the schema that look at one value, by how deep it lies in the document.
    by_depth: Vec<u64>,
}

impl Cost {
    /// The most parts that look at one value, however deep it lies.
    pub(super) fn most(&self) -> u64 {
        self.by_depth.iter().copied().max().unwrap_or(0)
    }

    /// The most checks that a document takes, given how many values it has at each depth.
    pub(super) fn of(&self, values_by_depth: &[u64]) -> u64 {
        let last = self.by_depth.last().copied().unwrap_or(0);
        values_by_depth
            .iter()
            .enumerate()
            .map(|(depth, values)| {
                let parts = self.by_depth.get(depth).copied().unwrap_or(last);
                parts.max(1).saturating_mul(*values)
            })
            .fold(0, u64::saturating_add)
    }
}

/// Refuses a schema that could reach outwards, or make one validation endless or nearly so.
pub(super) fn check(schema: &Value) -> Result<Cost, SchemaError> {
    let mut walk = Walk {
        root: schema,
        places: HashMap::new(),
        nodes: Vec::new(),
        inside: Vec::new(),
    };
    walk.all(schema)?;
    while let Some(inner) = walk.inside.pop() {
        walk.count(inner, "#")?;
    }
    Ok(walk.cost())
}

struct Walk<'a> {
    root: &'a Value,
    /// For each schema by its place in memory: which node it is; none while it is being counted.
    places: HashMap<*const Value, Option<usize>>,
    /// A node comes after those that apply in its place.
    nodes: Vec<Node>,
    /// Schemas for values inside, to be counted too.
    inside: Vec<&'a Value>,
}

/// A schema with its keywords.
#[derive(Default)]
struct Node {
    /// The parts that apply to one value, those of its references included.
    parts: u64,
    /// Its own keywords.
    own: u64,
    in_place: Vec<usize>,
    /// Schemas for the values inside: of each group one applies.
    groups: Vec<Vec<*const Value>>,
    looks_twice: bool,
}

impl<'a> Walk<'a> {
    /// Counts every schema, also those that no value reaches.
    fn all(&mut self, value: &'a Value) -> Result<(), SchemaError> {
        match value {
            Value::Object(map) => {
                self.count(value, "#")?;
                map.iter()
                    .filter(|(keyword, _)| !DATA.contains(&keyword.as_str()))
                    .try_for_each(|(_, inner)| self.all(inner))
            }
            Value::Array(items) => items.iter().try_for_each(|inner| self.all(inner)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
        }
    }

    /// Makes a node of a schema and of those that apply in its place; none of a schema without keywords.
    fn count(&mut self, schema: &'a Value, reached_by: &str) -> Result<Option<usize>, SchemaError> {
        let Value::Object(map) = schema else {
            return Ok(None);
        };
        match self.places.get(&std::ptr::from_ref(schema)) {
            Some(Some(node)) => return Ok(Some(*node)),
            Some(None) => {
                let reference = clean(reached_by, LONGEST_REFERENCE);
                return Err(SchemaError::Endless(reference));
            }
            None => {}
        }
        self.places.insert(schema, None);
        let own = 1 + map.len() as u64;
        let mut node = Node {
            parts: own,
            own,
            groups: self.groups(map),
            looks_twice: LEFT_OVER.iter().any(|keyword| map.contains_key(*keyword)),
            ..Node::default()
        };
        for (keyword, inner) in map {
            let keyword = keyword.as_str();
            if let (true, Value::String(reference)) = (IN_PLACE_ONE.contains(&keyword), inner) {
                let target = self.follow(reference)?;
                self.add(&mut node, target)?;
                continue;
            }
            let schemas: Vec<&Value> = match inner {
                _ if IN_PLACE_ONE.contains(&keyword) => vec![inner],
                Value::Array(list) if IN_PLACE_LIST.contains(&keyword) => list.iter().collect(),
                Value::Object(map) if IN_PLACE_MAP.contains(&keyword) => map.values().collect(),
                _ => continue,
            };
            for inner in schemas {
                let counted = self.count(inner, reached_by)?;
                self.add(&mut node, counted)?;
            }
        }
        let index = self.nodes.len();
        self.nodes.push(node);
        self.places.insert(schema, Some(index));
        Ok(Some(index))
    }

    fn add(&self, node: &mut Node, in_place: Option<usize>) -> Result<(), SchemaError> {
        node.parts += in_place.map_or(1, |inner| self.nodes[inner].parts);
        node.in_place.extend(in_place);
        if node.parts > MOST_PARTS {
            return Err(SchemaError::TooLarge { most: MOST_PARTS });
        }
        Ok(())
    }

    /// The schemas for the values inside a value.
    fn groups(&mut self, map: &'a Map<String, Value>) -> Vec<Vec<*const Value>> {
        let mut groups: Vec<Vec<&Value>> = Vec::new();
        for keywords in INSIDE {
            let held = keywords.iter().filter_map(|keyword| map.get(*keyword));
            groups.push(
                held.flat_map(|held| match held {
                    // One schema for all, or a schema for each.
                    Value::Object(each) => std::iter::once(held).chain(each.values()).collect(),
                    Value::Array(each) => each.iter().collect(),
                    _ => Vec::new(),
                })
                .collect(),
            );
        }
        if let Some(Value::Object(each)) = map.get(INSIDE_ALL) {
            groups.extend(each.values().map(|one| vec![one]));
        }
        for group in &mut groups {
            group.retain(|schema| schema.is_object());
            self.inside.extend(group.iter());
        }
        groups
            .into_iter()
            .filter(|group| !group.is_empty())
            .map(|group| group.into_iter().map(std::ptr::from_ref).collect())
            .collect()
    }

    fn follow(&mut self, reference: &str) -> Result<Option<usize>, SchemaError> {
        let outside = || SchemaError::Reference(clean(reference, LONGEST_REFERENCE));
        let pointer = reference.strip_prefix('#').ok_or_else(outside)?;
        if !pointer.is_empty() && !pointer.starts_with('/') {
            // An anchor. Where it leads is not followed here, so it is not taken.
            return Err(outside());
        }
        match self.root.pointer(pointer) {
            Some(target) => self.count(target, reference),
            None => Err(SchemaError::Invalid {
                path: clean(reference, LONGEST_REFERENCE),
                message: "the reference leads nowhere".to_owned(),
            }),
        }
    }

    /// How many parts look at a value, level by level: a schema that refers to itself at several places that apply to
    /// the same value multiplies with each.
    fn cost(&self) -> Cost {
        let root = self.places.get(&std::ptr::from_ref(self.root));
        let Some(Some(root)) = root else {
            return Cost { by_depth: vec![1] };
        };
        let groups: Vec<Vec<Vec<usize>>> = self.nodes.iter().map(|node| self.known(node)).collect();
        let mut by_depth = Vec::new();
        let mut above: Vec<u64> = Vec::new();
        for _ in 0..=DEEPEST {
            let mut level: Vec<u64> = Vec::with_capacity(self.nodes.len());
            for (node, groups) in self.nodes.iter().zip(&groups) {
                let in_place = node.in_place.iter().map(|inner| level[*inner]);
                let here: u64 = in_place.fold(0, u64::saturating_add);
                let inside = match above.is_empty() {
                    true => node.own,
                    false => groups
                        .iter()
                        .filter_map(|group| group.iter().map(|inner| above[*inner]).max())
                        .fold(0, u64::saturating_add),
                };
                let times = if node.looks_twice { 2 } else { 1 };
                level.push(here.saturating_add(inside).saturating_mul(times));
            }
            by_depth.push(level[*root]);
            if level.iter().all(|parts| *parts == 0) {
                break;
            }
            above = level;
        }
        Cost { by_depth }
    }

    fn known(&self, node: &Node) -> Vec<Vec<usize>> {
        let known = |schema: &*const Value| self.places.get(schema).copied().flatten();
        let group = |group: &Vec<*const Value>| group.iter().filter_map(known).collect();
        node.groups.iter().map(group).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_circle_is_refused_and_a_tree_is_not() {
        assert!(matches!(
            check(&json!({"$ref": "#"})),
            Err(SchemaError::Endless(_))
        ));
        let two =
            json!({"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"allOf": [{"$ref": "#/$defs/a"}]}}});
        assert!(matches!(check(&two), Err(SchemaError::Endless(_))));
        let tree = json!({"properties": {"children": {"items": {"$ref": "#"}}}});
        assert!(check(&tree).is_ok());
    }

    #[test]
    fn a_schema_that_doubles_at_each_step_is_refused() {
        let mut defs = serde_json::Map::new();
        defs.insert("s0".to_owned(), json!({"type": "string"}));
        for step in 1..60 {
            let before = format!("#/$defs/s{}", step - 1);
            defs.insert(
                format!("s{step}"),
                json!({"allOf": [{"$ref": before}, {"$ref": before}]}),
            );
        }
        let schema = json!({"$ref": "#/$defs/s59", "$defs": defs});
        assert!(matches!(check(&schema), Err(SchemaError::TooLarge { .. })));
    }

    fn at_depth(schema: &Value, depth: usize) -> u64 {
        let mut values = vec![0; depth];
        values.push(1);
        check(schema).unwrap().of(&values)
    }

    #[test]
    fn what_applies_twice_to_the_value_inside_doubles_with_each_level() {
        let itself = json!({"$ref": "#"});
        for schema in [
            json!({"items": {"allOf": [itself, itself]}}),
            json!({"items": itself, "contains": itself}),
            json!({"patternProperties": {"a": itself, "b": itself}}),
            json!({"properties": {"a": itself}, "unevaluatedProperties": false}),
            json!({"anyOf": [{"properties": {"a": itself}}, {"additionalProperties": itself}]}),
        ] {
            assert!(at_depth(&schema, 5) < 5_000, "{schema}");
            assert!(at_depth(&schema, 100) > 1 << 40, "{schema}");
        }
        // Also when no schema refers to itself.
        let mut schema = json!({"type": "string"});
        for _ in 0..40 {
            schema = json!({"items": {"allOf": [schema.clone()]}, "contains": {"$ref": "#/items"}});
        }
        assert!(at_depth(&schema, 40) > 1 << 20);
    }

    #[test]
    fn a_tree_costs_the_same_at_every_level() {
        let branch = json!({"$ref": "#"});
        let tree = json!({
            "properties": {"left": branch, "right": branch, "name": {"type": "string"}},
            "additionalProperties": false,
        });
        assert_eq!(at_depth(&tree, 100), at_depth(&tree, 1));
        assert!(at_depth(&tree, 100) < 20);
    }

    #[test]
    fn a_property_named_like_a_keyword_is_only_counted() {
        assert!(check(&json!({"properties": {"not": {"type": "string"}}})).is_ok());
    }
}

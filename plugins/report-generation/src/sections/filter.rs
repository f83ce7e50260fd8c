//! Which rows count: an expression of MiniJinja, compiled once, in which columns are variables.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};

use minijinja::value::{Enumerator, Object};
use minijinja::{Environment, Expression, UndefinedBehavior, Value};
use runner_tables::csv::Scratch;

use super::error::Problem;
use super::nearest::nearest;
use crate::data::{Datum, Kind, Num, Row};

/// How much one row may take; an expression that loops ends here.
const FUEL: u64 = 10_000;

/// The row at hand, as the expression sees it.
#[derive(Debug)]
struct Variables {
    names: Vec<String>,
    values: Mutex<Vec<Value>>,
}

impl Object for Variables {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        match self.names.iter().position(|name| name == key) {
            Some(at) => {
                let values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
                values.get(at).cloned()
            }
            None if key == "row" => Some(Value::from_dyn_object(Arc::clone(self))),
            None => None,
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(
            self.names
                .iter()
                .map(|name| Value::from(name.as_str()))
                .collect(),
        )
    }
}

/// A filter.
pub(crate) struct Filter {
    expression: Expression<'static, 'static>,
    columns: Vec<(usize, Kind)>,
    variables: Arc<Variables>,
}

impl std::fmt::Debug for Filter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Filter")
            .field("columns", &self.columns)
            .finish_non_exhaustive()
    }
}

/// One environment for all filters: an expression borrows it, and lives as long as the program.
fn environment() -> &'static Environment<'static> {
    static ENVIRONMENT: std::sync::OnceLock<Environment<'static>> = std::sync::OnceLock::new();
    ENVIRONMENT.get_or_init(|| {
        let mut environment = Environment::new();
        environment.set_fuel(Some(FUEL));
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment
    })
}

impl Filter {
    /// Compiles an expression over a data set.
    pub(crate) fn new(
        source: &str,
        data: &str,
        names: &[String],
        kinds: &[Kind],
    ) -> Result<Self, Problem> {
        let environment = environment();
        let expression = environment
            .compile_expression_owned(source.to_owned())
            .map_err(|error| Problem::Filter(words(&error)))?;
        let mut unknown: Vec<String> = expression
            .undeclared_variables(false)
            .into_iter()
            .filter(|name| name != "row" && !names.contains(name))
            .filter(|name| environment.globals().all(|(global, _)| global != name))
            .collect();
        unknown.sort_unstable();
        if let Some(name) = unknown.into_iter().next() {
            return Err(Problem::UnknownColumn {
                param: "filter",
                nearest: nearest(&name, names.iter()).cloned(),
                name,
                data: data.to_owned(),
                known: names.to_vec(),
            });
        }
        // Whatever way a column is named, its name stands in the expression.
        let named: Vec<usize> = (0..names.len())
            .filter(|&at| !names[at].is_empty() && source.contains(&names[at]))
            .collect();
        Ok(Self {
            expression,
            columns: named.iter().map(|&at| (at, kinds[at])).collect(),
            variables: Arc::new(Variables {
                names: named.iter().map(|&at| names[at].clone()).collect(),
                values: Mutex::new(Vec::new()),
            }),
        })
    }

    /// Whether a row counts.
    pub(crate) fn takes(&self, row: &dyn Row, scratch: &mut Scratch) -> Result<bool, Problem> {
        {
            let mut values = self
                .variables
                .values
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            values.clear();
            for &(column, kind) in &self.columns {
                values.push(value(Datum::of(row.cell(column, scratch), kind)));
            }
        }
        let context = Value::from_dyn_object(Arc::clone(&self.variables));
        match self.expression.eval(context) {
            Ok(value) => Ok(value.is_true()),
            Err(error) => Err(Problem::Filter(words(&error))),
        }
    }
}

fn value(datum: Datum<'_>) -> Value {
    match datum {
        Datum::Missing | Datum::Misfit(_) => Value::from(()),
        Datum::Number(Num::Integer(whole)) => Value::from(whole),
        Datum::Number(Num::Float(number)) => Value::from(number),
        Datum::Boolean(value) => Value::from(value),
        Datum::Moment(moment) if moment.micros.is_some() => Value::from(moment.time().to_string()),
        Datum::Moment(moment) => Value::from(moment.date().to_string()),
        Datum::Text(text) => Value::from(String::from_utf8_lossy(text).as_ref()),
    }
}

/// What MiniJinja says, without where: the expression is one line.
fn words(error: &minijinja::Error) -> String {
    if error.kind() == minijinja::ErrorKind::UndefinedError {
        return "it needs a value that is not there; is each name in `row[\"…\"]` that of a column?"
            .to_owned();
    }
    match error.detail() {
        Some(detail) => format!("{}: {detail}", error.kind()),
        None => error.kind().to_string(),
    }
}

/// Breaks off at the first problem.
pub(super) fn flow<T>(
    kept: &mut Option<Problem>,
    result: Result<T, Problem>,
) -> ControlFlow<(), T> {
    match result {
        Ok(value) => ControlFlow::Continue(value),
        Err(problem) => {
            kept.get_or_insert(problem);
            ControlFlow::Break(())
        }
    }
}

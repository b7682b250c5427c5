//! How scripts compare. Rhai answers `1 == "1"` with false and `() != 5` with true, so that a missing or mistyped
//! value becomes a confident answer. Here values of different kinds and missing values do not compare: the script
//! fails, and its rule reports an error instead of a verdict. Integers and floats compare by their exact values.

use std::cmp::Ordering;

use rhai::{Dynamic, EvalAltResult, FuncRegistration, ImmutableString, Module};

use crate::convert::kind;

type Outcome = Result<bool, Box<EvalAltResult>>;

/// Whether an operator holds for an order.
type Holds = fn(Ordering) -> bool;

const OPERATORS: [(&str, Holds); 6] = [
    ("==", Ordering::is_eq),
    ("!=", Ordering::is_ne),
    ("<", Ordering::is_lt),
    ("<=", Ordering::is_le),
    (">", Ordering::is_gt),
    (">=", Ordering::is_ge),
];

/// Registers all comparisons. They take effect only while Rhai's fast operators are off.
pub(crate) fn register(module: &mut Module) {
    for (name, holds) in OPERATORS {
        register_ordered(module, name, holds);
        register_characters(module, name, holds);
        FuncRegistration::new(name).set_into_module(module, move |a: Dynamic, b: Dynamic| -> Outcome {
            Err(refused(name, &a, &b))
        });
    }
    FuncRegistration::new("==").set_into_module(module, |a: bool, b: bool| a == b);
    FuncRegistration::new("!=").set_into_module(module, |a: bool, b: bool| a != b);
    FuncRegistration::new("!").set_into_module(module, |a: bool| !a);
}

fn register_ordered(module: &mut Module, name: &'static str, holds: Holds) {
    FuncRegistration::new(name).set_into_module(module, move |a: i64, b: i64| holds(a.cmp(&b)));
    FuncRegistration::new(name).set_into_module(module, move |a: ImmutableString, b: ImmutableString| {
        holds(a.as_str().cmp(b.as_str()))
    });
    FuncRegistration::new(name).set_into_module(module, move |a: f64, b: f64| -> Outcome {
        decided(a.partial_cmp(&b), holds)
    });
    FuncRegistration::new(name).set_into_module(module, move |a: i64, b: f64| -> Outcome {
        decided(int_to_float(a, b), holds)
    });
    FuncRegistration::new(name).set_into_module(module, move |a: f64, b: i64| -> Outcome {
        decided(int_to_float(b, a).map(Ordering::reverse), holds)
    });
}

/// A character is a text of one character: `for` over a text and `text[0]` give characters, not texts.
fn register_characters(module: &mut Module, name: &'static str, holds: Holds) {
    FuncRegistration::new(name).set_into_module(module, move |a: char, b: char| holds(a.cmp(&b)));
    FuncRegistration::new(name).set_into_module(module, move |a: ImmutableString, b: char| {
        holds(a.chars().cmp(std::iter::once(b)))
    });
    FuncRegistration::new(name).set_into_module(module, move |a: char, b: ImmutableString| {
        holds(std::iter::once(a).cmp(b.chars()))
    });
}

fn decided(order: Option<Ordering>, holds: Holds) -> Outcome {
    order
        .map(holds)
        .ok_or_else(|| "a float that is not a number does not compare".into())
}

/// Orders an integer against a float without rounding either. Beyond the integers' range the float's sign decides.
fn int_to_float(int: i64, float: f64) -> Option<Ordering> {
    const BEYOND: f64 = 9_223_372_036_854_775_808.0;
    if float.is_nan() {
        return None;
    }
    if float >= BEYOND {
        return Some(Ordering::Less);
    }
    if float < -BEYOND {
        return Some(Ordering::Greater);
    }
    let whole = float.trunc();
    let fraction = float - whole;
    int.cmp(&(whole as i64))
        .then(0.0_f64.partial_cmp(&fraction)?)
        .into()
}

fn refused(operator: &str, a: &Dynamic, b: &Dynamic) -> Box<EvalAltResult> {
    let (a, b) = match (a.is_unit(), b.is_unit()) {
        (false, false) => (kind(a), kind(b)),
        _ => {
            return format!(
                "`{operator}` does not compare a missing value: ask with `in` first, or write `value ?? default`"
            )
            .into();
        }
    };
    format!("`{operator}` does not compare {a} with {b}: convert one of them, as in parse_int(text)").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_and_floats_are_ordered_exactly() {
        use Ordering::{Equal, Greater, Less};
        for (int, float, order) in [
            (1, 1.0, Equal),
            (1, 1.5, Less),
            (-1, -1.5, Greater),
            (0, -0.0, Equal),
            ((1 << 53) + 1, (1_i64 << 53) as f64, Greater),
            (i64::MAX, 9_223_372_036_854_775_808.0, Less),
            (i64::MIN, -9_223_372_036_854_775_808.0, Equal),
            (i64::MIN, f64::NEG_INFINITY, Greater),
            (i64::MAX, f64::INFINITY, Less),
        ] {
            assert_eq!(int_to_float(int, float), Some(order), "{int} and {float}");
        }
        assert_eq!(int_to_float(1, f64::NAN), None);
    }
}

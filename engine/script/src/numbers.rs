//! Arithmetic of scripts: integers of 64 bits and floats, with an error instead of an overflow, an infinity or a
//! float that is not a number. Rhai's own packages would bring ten more kinds of integers, and floats that are
//! unbounded; trigonometry is left out because its last digits differ between platforms.

use rhai::{EvalAltResult, FuncRegistration, ImmutableString, Module};

type Outcome<T> = Result<T, Box<EvalAltResult>>;

/// An operation on integers; nothing where the result does not fit.
type OnInts = fn(i64, i64) -> Option<i64>;

/// An operation on floats.
type OnFloats = fn(f64, f64) -> f64;

const INT: [(&str, OnInts); 6] = [
    ("+", i64::checked_add),
    ("-", i64::checked_sub),
    ("*", i64::checked_mul),
    ("/", i64::checked_div),
    ("%", i64::checked_rem),
    ("**", int_power),
];

const FLOAT: [(&str, OnFloats); 6] = [
    ("+", |a, b| a + b),
    ("-", |a, b| a - b),
    ("*", |a, b| a * b),
    ("/", |a, b| a / b),
    ("%", |a, b| a % b),
    ("**", f64::powf),
];

/// Registers the operators and the functions on numbers.
pub(crate) fn register(module: &mut Module) {
    for (name, operation) in INT {
        register_int(module, name, operation);
    }
    for (name, operation) in FLOAT {
        register_float(module, name, operation);
    }
    register_signs(module);
    register_conversions(module);
    register_rounding(module);
    FuncRegistration::new("min").set_into_module(module, |a: i64, b: i64| a.min(b));
    FuncRegistration::new("max").set_into_module(module, |a: i64, b: i64| a.max(b));
    FuncRegistration::new("min").set_into_module(module, f64::min as fn(f64, f64) -> f64);
    FuncRegistration::new("max").set_into_module(module, f64::max as fn(f64, f64) -> f64);
}

fn register_int(module: &mut Module, name: &'static str, operation: OnInts) {
    let checked = move |a: i64, b: i64| -> Outcome<i64> {
        operation(a, b).ok_or_else(|| arithmetic(&format!("{a} {name} {b} is no int of 64 bits")))
    };
    FuncRegistration::new(name).set_into_module(module, checked);
    FuncRegistration::new(format!("{name}="))
        .with_purity(false)
        .set_into_module(module, move |a: &mut i64, b: i64| -> Outcome<()> {
            *a = checked(*a, b)?;
            Ok(())
        });
}

fn register_float(module: &mut Module, name: &'static str, operation: OnFloats) {
    let checked = move |a: f64, b: f64| -> Outcome<f64> {
        let result = operation(a, b);
        match result.is_finite() {
            true => Ok(result),
            false => Err(arithmetic(&format!("{a:?} {name} {b:?} is no finite float"))),
        }
    };
    FuncRegistration::new(name).set_into_module(module, checked);
    FuncRegistration::new(name).set_into_module(module, move |a: i64, b: f64| -> Outcome<f64> {
        checked(a as f64, b)
    });
    FuncRegistration::new(name).set_into_module(module, move |a: f64, b: i64| -> Outcome<f64> {
        checked(a, b as f64)
    });
    let assign = move |a: &mut f64, b: f64| -> Outcome<()> {
        *a = checked(*a, b)?;
        Ok(())
    };
    FuncRegistration::new(format!("{name}="))
        .with_purity(false)
        .set_into_module(module, assign);
    FuncRegistration::new(format!("{name}="))
        .with_purity(false)
        .set_into_module(module, move |a: &mut f64, b: i64| -> Outcome<()> {
            assign(a, b as f64)
        });
}

fn register_signs(module: &mut Module) {
    FuncRegistration::new("+").set_into_module(module, |a: i64| a);
    FuncRegistration::new("+").set_into_module(module, |a: f64| a);
    FuncRegistration::new("-").set_into_module(module, |a: i64| -> Outcome<i64> {
        a.checked_neg()
            .ok_or_else(|| arithmetic(&format!("-({a}) is no int of 64 bits")))
    });
    FuncRegistration::new("-").set_into_module(module, |a: f64| -a);
    FuncRegistration::new("abs").set_into_module(module, |a: i64| -> Outcome<i64> {
        a.checked_abs()
            .ok_or_else(|| arithmetic(&format!("abs({a}) is no int of 64 bits")))
    });
    FuncRegistration::new("abs").set_into_module(module, f64::abs as fn(f64) -> f64);
}

fn register_conversions(module: &mut Module) {
    FuncRegistration::new("to_float").set_into_module(module, |a: i64| a as f64);
    FuncRegistration::new("to_float").set_into_module(module, |a: f64| a);
    FuncRegistration::new("to_int").set_into_module(module, |a: i64| a);
    FuncRegistration::new("to_int").set_into_module(module, |a: f64| -> Outcome<i64> { to_int(a) });
    FuncRegistration::new("parse_int").set_into_module(module, |text: ImmutableString| -> Outcome<i64> {
        text.parse().map_err(|_| {
            format!("parse_int: {text:?} is no int: ask `matches(text, \"^-?[0-9]+$\")` first").into()
        })
    });
    FuncRegistration::new("parse_float").set_into_module(module, |text: ImmutableString| -> Outcome<f64> {
        let float = text.parse().ok().filter(|float: &f64| float.is_finite());
        float.ok_or_else(|| format!("parse_float: {text:?} is no float: ask with `matches` first").into())
    });
}

fn register_rounding(module: &mut Module) {
    for (name, rounded) in [
        ("floor", f64::floor as fn(f64) -> f64),
        ("ceiling", f64::ceil),
        ("round", f64::round),
    ] {
        FuncRegistration::new(name).set_into_module(module, rounded);
        FuncRegistration::new(name).set_into_module(module, |a: i64| a);
    }
}

fn int_power(base: i64, exponent: i64) -> Option<i64> {
    base.checked_pow(u32::try_from(exponent).ok()?)
}

fn to_int(float: f64) -> Outcome<i64> {
    const BEYOND: f64 = 9_223_372_036_854_775_808.0;
    match (-BEYOND..BEYOND).contains(&float) {
        true => Ok(float as i64),
        false => Err(arithmetic(&format!("to_int({float:?}) is no int of 64 bits"))),
    }
}

fn arithmetic(message: &str) -> Box<EvalAltResult> {
    EvalAltResult::ErrorArithmetic(message.to_owned(), rhai::Position::NONE).into()
}

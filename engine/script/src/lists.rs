//! List functions that take a function, made strict. Rhai's `filter`, `some`, `all`, `find` and `index_of` take an
//! answer that is no bool for false; its `sort`, `order`, `dedup`, `drain` and `retain` swallow the errors of the
//! function as well, `unknown()` and reached limits included. The first group is replaced, the second refused.

use rhai::{
    Array, Dynamic, EvalAltResult, FnPtr, FuncRegistration, ImmutableString, Map, Module, NativeCallContext,
};

type Outcome<T> = Result<T, Box<EvalAltResult>>;

/// Registers the replacements; the list and map packages must be in the module already.
pub(crate) fn register(module: &mut Module) {
    register_search(module);
    register_refusals(module);
    register_missing_text(module);
}

fn register_search(module: &mut Module) {
    FuncRegistration::new("filter").set_into_module(
        module,
        |context: NativeCallContext<'_>, list: &mut Array, test: FnPtr| -> Outcome<Array> {
            let mut kept = Array::new();
            for item in list.iter() {
                if holds(&context, &test, item)? {
                    kept.push(item.clone());
                }
            }
            Ok(kept)
        },
    );
    FuncRegistration::new("some").set_into_module(
        module,
        |context: NativeCallContext<'_>, list: &mut Array, test: FnPtr| -> Outcome<bool> {
            Ok(position(&context, list, &test, true)?.is_some())
        },
    );
    FuncRegistration::new("all").set_into_module(
        module,
        |context: NativeCallContext<'_>, list: &mut Array, test: FnPtr| -> Outcome<bool> {
            Ok(position(&context, list, &test, false)?.is_none())
        },
    );
    FuncRegistration::new("find").set_into_module(
        module,
        |context: NativeCallContext<'_>, list: &mut Array, test: FnPtr| -> Outcome<Dynamic> {
            let index = position(&context, list, &test, true)?;
            Ok(index
                .and_then(|index| list.get(index))
                .cloned()
                .unwrap_or(Dynamic::UNIT))
        },
    );
    FuncRegistration::new("index_of").set_into_module(
        module,
        |context: NativeCallContext<'_>, list: &mut Array, test: FnPtr| -> Outcome<i64> {
            let index = position(&context, list, &test, true)?;
            Ok(index.and_then(|index| i64::try_from(index).ok()).unwrap_or(-1))
        },
    );
}

/// Where the test first gives the wanted answer.
fn position(
    context: &NativeCallContext<'_>,
    list: &Array,
    test: &FnPtr,
    wanted: bool,
) -> Outcome<Option<usize>> {
    for (index, item) in list.iter().enumerate() {
        if holds(context, test, item)? == wanted {
            return Ok(Some(index));
        }
    }
    Ok(None)
}

fn holds(context: &NativeCallContext<'_>, test: &FnPtr, item: &Dynamic) -> Outcome<bool> {
    let answer = test.call_raw(context, None, [item.clone()])?;
    answer.as_bool().map_err(|_| {
        let (name, got) = (context.fn_name(), crate::convert::kind(&answer));
        format!("the function given to `{name}` must answer true or false, not {got}").into()
    })
}

fn register_refusals(module: &mut Module) {
    for (name, remedy) in [
        (
            "sort",
            "sort() without a function, or map() to what sort() can order",
        ),
        (
            "sort_by",
            "sort() without a function, or map() to what sort() can order",
        ),
        (
            "order",
            "order() without a function, or map() to what order() can order",
        ),
        (
            "order_by",
            "order() without a function, or map() to what order() can order",
        ),
        ("dedup", "a `for` that pushes what is not in the new list yet"),
        ("drain", "filter()"),
        ("retain", "filter()"),
        ("for_each", "`for item in list { ... }`"),
    ] {
        let message = format!("`{name}` with a function is not available in scripts: use {remedy}");
        refuse_with_function(module, name, &message);
    }
    for name in ["find", "index_of"] {
        let message = format!("`{name}` with a start is not available in scripts: use extract(start) first");
        FuncRegistration::new(name)
            .set_into_module(module, move |_: &mut Array, _: FnPtr, _: i64| refusal(&message));
    }
    for name in ["filter", "drain", "retain"] {
        let message = format!("`{name}` of a map is not available in scripts: use `for key in map.keys()`");
        FuncRegistration::new(name).set_into_module(module, move |_: &mut Map, _: FnPtr| refusal(&message));
    }
    FuncRegistration::new("dedup").set_into_module(module, |_: &mut Array| {
        refusal(
            "`dedup` is not available in scripts: use a `for` that pushes what is not in the new list yet",
        )
    });
}

fn refuse_with_function(module: &mut Module, name: &str, message: &str) {
    let message = message.to_owned();
    FuncRegistration::new(name).set_into_module(module, move |_: &mut Array, _: FnPtr| refusal(&message));
}

fn refusal(message: &str) -> Outcome<()> {
    Err(message.into())
}

/// Rhai adds a missing value to a text as if it were empty.
fn register_missing_text(module: &mut Module) {
    const MESSAGE: &str = "`+` does not add a missing value to a text: write `value ?? \"\"`";
    FuncRegistration::new("+").set_into_module(module, |_: ImmutableString, (): ()| refusal(MESSAGE));
    FuncRegistration::new("+").set_into_module(module, |(): (), _: ImmutableString| refusal(MESSAGE));
    FuncRegistration::new("+=")
        .with_purity(false)
        .set_into_module(module, |_: &mut ImmutableString, (): ()| refusal(MESSAGE));
}

#![allow(missing_docs, clippy::all, clippy::pedantic, clippy::restriction)]
use imaprules_facts::Value;
use imaprules_script::{Library, Source};
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let kib: usize = a[1].parse().unwrap();
    let deep: usize = a[2].parse().unwrap();
    let text = match a[3].as_str() {
        "expr" => format!("fn f(n) {{ {}f(n + 1){} }}", "(1 + ".repeat(deep), ")".repeat(deep)),
        "block" => format!("fn f(n) {{ {}f(n + 1);{} }}", "if n >= 0 { ".repeat(deep), "}".repeat(deep)),
        "list" => format!("fn f(n) {{ {}f(n + 1){} }}", "[".repeat(deep), "]".repeat(deep)),
        "for" => format!("fn f(n) {{ {}f(n + 1);{} }}", (0..deep).map(|i| format!("for i{i} in 0..2 {{")).collect::<String>(), "}".repeat(deep)),
        "closure" => format!("fn f(n) {{ {}f(n + 1){} }}", (0..deep).map(|i| format!("[1].map(|x{i}| ")).collect::<String>(), ")".repeat(deep)),
        "call" => format!("fn f(n) {{ {}f(n + 1){} }}", "to_float(".repeat(deep), ")".repeat(deep)),
        "idx" => format!("fn f(n) {{ {}f(n + 1){} }}", "[1][".repeat(deep), "]".repeat(deep)),
        _ => panic!(),
    };
    let lib = match Library::compile(&[Source { name: "t", text: &text }]) { Ok(l) => l, Err(e) => { println!("compile {e:?}"); return; } };
    let r = std::thread::Builder::new().stack_size(kib << 10).spawn(move || lib.call("f", &[Value::Int(0)], 0)).unwrap().join().unwrap();
    println!("{r:?}");
}

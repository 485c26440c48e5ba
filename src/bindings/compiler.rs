//! The compiler for JavaScript: text in, bytes or problems out.

use wasm_bindgen::prelude::wasm_bindgen;

/// What became of a program.
#[wasm_bindgen]
pub struct Compiled {
    bytes: Vec<u8>,
    problems: String,
}

#[wasm_bindgen]
impl Compiled {
    /// Program bytes; empty if there is an error.
    pub fn bytes(&self) -> Vec<u8> {
        self.bytes.clone()
    }

    /// A JSON list of `{ severity, path, code, message, suggestion? }`.
    pub fn problems(&self) -> String {
        self.problems.clone()
    }
}

/// Compiles the text of a `program.json`.
#[wasm_bindgen]
pub fn compile(text: &str) -> Compiled {
    let compiled = crate::compiler::check(text);
    let problems = serde_json::to_string(&compiled.problems).unwrap_or_else(|_| "[]".to_owned());
    Compiled { bytes: compiled.bytes.unwrap_or_default(), problems }
}

//! The compiler for JavaScript: text in, bytes or problems out. And the lenient mode: JSON in, JSON out.

use wasm_bindgen::prelude::wasm_bindgen;

/// What became of a program.
#[wasm_bindgen]
pub struct Compiled {
    bytes: Vec<u8>,
    names: String,
    problems: String,
}

#[wasm_bindgen]
impl Compiled {
    /// Program bytes; empty if there is an error.
    pub fn bytes(&self) -> Vec<u8> {
        self.bytes.clone()
    }

    /// Names of topics and attributes, as JSON; empty if there is an error.
    pub fn names(&self) -> String {
        self.names.clone()
    }

    /// A JSON list of `{ severity, path, code, message, suggestion? }`.
    pub fn problems(&self) -> String {
        self.problems.clone()
    }
}

/// Compiles the text of a `program.json`; `minify` leaves names out of its bytes.
#[wasm_bindgen]
pub fn compile(text: &str, minify: bool) -> Compiled {
    let compiled = crate::compiler::check_with(text, minify);
    let problems = serde_json::to_string(&compiled.problems).unwrap_or_else(|_| "[]".to_owned());
    Compiled { bytes: compiled.bytes.unwrap_or_default(), names: compiled.names, problems }
}

/// One call of the lenient mode; see [`crate::lenient::answer`].
#[wasm_bindgen]
pub fn lenient(request: &str) -> String {
    crate::lenient::answer(request)
}

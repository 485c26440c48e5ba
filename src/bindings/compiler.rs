//! The compiler for JavaScript: text in, bytes or problems out. And the lenient mode: JSON in, JSON out.

use wasm_bindgen::prelude::wasm_bindgen;

/// What became of a program.
#[wasm_bindgen]
pub struct Compiled {
    bytes: Vec<u8>,
    problems: String,
}

#[wasm_bindgen]
impl Compiled {
    /// Program bytes; empty if there are problems.
    pub fn bytes(&self) -> Vec<u8> {
        self.bytes.clone()
    }

    /// A JSON list of `{ path, message, suggestion? }`; empty if there are none.
    pub fn problems(&self) -> String {
        self.problems.clone()
    }
}

/// Compiles the text of a `program.json`.
#[wasm_bindgen]
pub fn compile(text: &str) -> Compiled {
    match crate::compiler::compile(text) {
        Ok(bytes) => Compiled { bytes, problems: String::new() },
        Err(problems) => {
            let problems = serde_json::to_string(&problems).unwrap_or_else(|_| "[]".to_owned());
            Compiled { bytes: Vec::new(), problems }
        }
    }
}

/// One call of the lenient mode; see [`crate::lenient::answer`].
#[wasm_bindgen]
pub fn lenient(request: &str) -> String {
    crate::lenient::answer(request)
}

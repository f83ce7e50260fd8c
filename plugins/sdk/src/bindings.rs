//! The contract as Rust, generated from `wit/`. Nothing outside this crate names it.
#![allow(
    unsafe_code,
    missing_docs,
    unreachable_pub,
    clippy::too_many_arguments,
    reason = "generated: the canonical ABI is pointers, and the docs are in wit/"
)]

wit_bindgen::generate!({
    path: "../../wit",
    world: "processor",
    pub_export_macro: true,
    export_macro_name: "export_processor",
    generate_all,
});

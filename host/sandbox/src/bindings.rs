//! The contract as Rust traits, generated from `wit/`. Host functions are asynchronous where they may wait for
//! somebody, and each may end the attempt.
#![allow(
    missing_docs,
    unreachable_pub,
    reason = "generated: the docs are in wit/"
)]

wasmtime::component::bindgen!({
    path: "../../wit",
    world: "processor",
    imports: {
        "runner:job/log": trappable,
        "runner:job/progress": trappable,
        "runner:job/blobs": trappable,
        "runner:job/blobs.create": async | trappable,
        "runner:job/blobs.resume": async | trappable,
        "runner:job/blobs.[method]reader.read": async | trappable,
        "runner:job/blobs.[method]writer.write": async | trappable,
        "runner:job/blobs.[method]writer.flush": async | trappable,
        default: async | trappable,
    },
    exports: { default: async },
    with: {
        "runner:job/blobs.reader": crate::capability::Reader,
        "runner:job/blobs.writer": crate::capability::Writer,
    },
});

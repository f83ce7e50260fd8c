//! The engine's configuration. The compile worker and the host must have the same one, or the worker's code would
//! not be found in the cache.

use wasmtime::{
    Cache, CacheConfig, Config, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig,
    Strategy, WasmBacktraceDetails,
};

use std::path::Path;

/// How much compiled code the cache may hold, in bytes. Large, so that what takes seconds is paid once.
pub(crate) const CACHE_BYTES: u64 = 20 * 1024 * 1024 * 1024;

/// The stack that a guest may use, in bytes, and the one that it runs on together with the host functions.
const GUEST_STACK: usize = 512 * 1024;
const ASYNC_STACK: usize = 2 * 1024 * 1024;

/// How room for instances is found. It does not change the code.
pub(crate) enum Allocation {
    /// Slots laid out beforehand: fast, and it needs much address space.
    Pooling(PoolingAllocationConfig),
    /// A mapping for each instance.
    OnDemand,
}

pub(crate) fn config(cache: Option<Cache>, allocation: Allocation) -> Config {
    let mut config = Config::new();
    config
        .strategy(Strategy::Cranelift)
        .cranelift_opt_level(OptLevel::Speed)
        .cache(cache)
        .consume_fuel(true)
        .epoch_interruption(true)
        .max_wasm_stack(GUEST_STACK)
        .async_stack_size(ASYNC_STACK)
        // Replay needs the same bits from the same input, on every processor.
        .cranelift_nan_canonicalization(true)
        .relaxed_simd_deterministic(true)
        // Strangers' debug information is not followed, whatever the environment says: see `plugin::lines`.
        .wasm_backtrace_details(WasmBacktraceDetails::Disable)
        // What no guest here needs, and each a way in.
        .wasm_gc(false)
        .wasm_function_references(false)
        .wasm_exceptions(false)
        .wasm_threads(false)
        .wasm_memory64(false)
        .concurrency_support(false)
        .gc_support(false);
    match allocation {
        Allocation::Pooling(pool) => {
            config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
        }
        Allocation::OnDemand => {
            config.allocation_strategy(InstanceAllocationStrategy::OnDemand);
        }
    }
    config
}

/// The cache of compiled code in a folder, which is made if it is missing.
pub(crate) fn code_cache(folder: &Path) -> wasmtime::Result<Cache> {
    let mut config = CacheConfig::new();
    config
        .with_directory(folder)
        .with_files_total_size_soft_limit(CACHE_BYTES);
    Cache::new(config)
}

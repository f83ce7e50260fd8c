//! Room for instances: slots laid out beforehand, if there is address space for them.

use wasmtime::{Cache, Enabled, Engine, PoolingAllocationConfig};

use super::config::{Allocation, config};
use crate::tight::MOST_TABLE_ELEMENTS;

/// How many core modules, memories and tables one component may have. Python guests need the most.
const MODULES_PER_COMPONENT: u32 = 20;
const MEMORIES_PER_COMPONENT: u32 = 4;
const TABLES_PER_COMPONENT: u32 = 20;

/// The largest memory that a slot can hold, in bytes: the highest ceiling there can be for 32-bit guests.
const LARGEST_MEMORY: usize = 4 * 1024 * 1024 * 1024;

/// What stays resident in a slot when it is given back, in bytes: cheaper to clear than to map again.
const KEEP_RESIDENT: usize = 128 * 1024;

/// How instances find room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// In slots that were laid out beforehand.
    Slots,
    /// Each is mapped by itself, which is slower: the system has no address space for slots.
    OnDemand,
}

/// Makes an engine with slots for that many instances at once; without slots, and a line in the log, where the
/// system has no room for them.
pub(super) fn engine(cache: &Cache, instances: u32) -> wasmtime::Result<(Engine, Room)> {
    let pooled = config(Some(cache.clone()), Allocation::Pooling(slots(instances)));
    match Engine::new(&pooled) {
        Ok(engine) => Ok((engine, Room::Slots)),
        Err(error) => {
            tracing::warn!(
                instances,
                error = format!("{error:#}"),
                "no address space for instance slots: each instance is mapped by itself, which is slower"
            );
            let engine = Engine::new(&config(Some(cache.clone()), Allocation::OnDemand))?;
            Ok((engine, Room::OnDemand))
        }
    }
}

fn slots(instances: u32) -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(instances)
        .total_core_instances(instances * MODULES_PER_COMPONENT)
        .total_memories(instances * MEMORIES_PER_COMPONENT)
        .total_tables(instances * TABLES_PER_COMPONENT)
        .total_stacks(instances)
        .max_core_instances_per_component(MODULES_PER_COMPONENT)
        .max_memories_per_component(MEMORIES_PER_COMPONENT)
        .max_tables_per_component(TABLES_PER_COMPONENT)
        .max_memory_size(LARGEST_MEMORY)
        .table_elements(MOST_TABLE_ELEMENTS)
        .max_component_instance_size(16 * 1024 * 1024)
        .max_core_instance_size(4 * 1024 * 1024)
        .linear_memory_keep_resident(KEEP_RESIDENT)
        .table_keep_resident(KEEP_RESIDENT)
        .async_stack_keep_resident(KEEP_RESIDENT)
        .pagemap_scan(Enabled::Auto);
    pool
}

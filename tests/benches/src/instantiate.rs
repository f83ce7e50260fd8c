//! What a fresh sandbox costs: instantiate, run and drop a component that does nothing, through the sandbox with
//! all its limits and by bare wasmtime with none.

use std::path::Path;
use std::time::{Duration, Instant};

use runner_model::Limits;
use runner_testkit::{Bench, guest};
use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, Linker, ResourceTable, ResourceType, Val};
use wasmtime::{Config, Engine, InstanceAllocationStrategy, Store};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

const ROUNDS: u32 = 5;
const RUNS: u32 = 2_000;

pub(crate) fn run(runner: &Path) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let bench = Bench::new(runner);
    let failed = |error: wasmtime::Error| anyhow::Error::msg(format!("{error:#}"));
    let bare = Bare::new().map_err(failed)?;
    let (mut sandboxed, mut least) = (Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        sandboxed = sandboxed.min(runtime.block_on(attempts(&bench)));
        least = least.min(runtime.block_on(bare.runs()).map_err(failed)?);
    }
    println!("the best of {ROUNDS} rounds of {RUNS}, one after the other\n");
    println!("| what | µs each | times bare wasmtime |");
    println!("|---|---|---|");
    for (what, each) in [
        ("bare wasmtime, no limits", least),
        ("an attempt in the sandbox", sandboxed),
    ] {
        let ratio = each.as_secs_f64() / least.as_secs_f64();
        println!("| {what} | {:.1} | {ratio:.2} |", each.as_secs_f64() * 1e6);
    }
    Ok(())
}

async fn attempts(bench: &Bench) -> Duration {
    let plugin = bench.load("noop").expect("the guest loads");
    let began = Instant::now();
    for _ in 0..RUNS {
        let mut attempt = bench
            .sandbox
            .start(&plugin, bench.spec("{}", Limits::default()));
        let report = attempt.wait().await;
        assert!(
            report.outcome.failure(&Limits::default()).is_none(),
            "{:?}",
            report.outcome
        );
    }
    began.elapsed() / RUNS
}

/// The same component in wasmtime and its WASI as they come, with the pooling allocator. The imports from runner trap;
/// none is called.
struct Bare {
    engine: Engine,
    linker: Linker<Wasi>,
    component: Component,
}

impl Bare {
    fn new() -> wasmtime::Result<Self> {
        let mut config = Config::new();
        config.allocation_strategy(InstanceAllocationStrategy::pooling());
        let engine = Engine::new(&config)?;
        let component = Component::from_binary(&engine, guest("noop"))?;
        let mut linker = Linker::new(&engine);
        wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
        trap_runner_imports(&engine, &mut linker, &component)?;
        Ok(Self {
            engine,
            linker,
            component,
        })
    }

    /// The time of one run.
    async fn runs(&self) -> wasmtime::Result<Duration> {
        let pre = self.linker.instantiate_pre(&self.component)?;
        let text = |text: &str| Val::String(text.to_owned());
        let job = Val::Record(vec![
            ("id".to_owned(), text("0")),
            ("processor".to_owned(), text("noop")),
            ("attempt".to_owned(), Val::U32(1)),
            ("last-attempt".to_owned(), Val::Bool(true)),
            ("params".to_owned(), text("{}")),
            ("inputs".to_owned(), Val::List(Vec::new())),
            ("checkpoint".to_owned(), Val::Option(None)),
        ]);
        let began = Instant::now();
        for _ in 0..RUNS {
            let mut store = Store::new(&self.engine, Wasi::default());
            let instance = pre.instantiate_async(&mut store).await?;
            let run = instance
                .get_func(&mut store, "run")
                .expect("it is exported");
            let mut results = [Val::Bool(false)];
            run.call_async(&mut store, std::slice::from_ref(&job), &mut results)
                .await?;
        }
        Ok(began.elapsed() / RUNS)
    }
}

fn trap_runner_imports(
    engine: &Engine,
    linker: &mut Linker<Wasi>,
    component: &Component,
) -> wasmtime::Result<()> {
    for (import, item) in component.component_type().imports(engine) {
        let ComponentItem::ComponentInstance(instance) = item.ty else {
            continue;
        };
        if !import.starts_with("runner:job/") {
            continue;
        }
        let mut into = linker.instance(import)?;
        for (name, item) in instance.exports(engine) {
            match item.ty {
                ComponentItem::ComponentFunc(_) => into.func_new(name, |_, _, _, _| {
                    Err(wasmtime::Error::msg("the bench calls no import"))
                })?,
                ComponentItem::Resource(_) => {
                    into.resource(name, ResourceType::host::<()>(), |_, _| Ok(()))?;
                }
                _ => {}
            }
        }
    }
    Ok(())
}

#[derive(Default)]
struct Wasi {
    context: WasiCtx,
    table: ResourceTable,
}

impl WasiView for Wasi {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.context,
            table: &mut self.table,
        }
    }
}

//! Says what a terminal would obey when it is asked what it is.

use runner_plugin::{Descriptor, Failure, Job, Processor};

struct Escapes;

impl Processor for Escapes {
    type Params = ();
    type Output = ();

    fn describe() -> Descriptor {
        Descriptor::new("escapes-too", "1.0.0", "\u{1b}[2Jgone")
    }

    fn run(_: &Job, (): ()) -> Result<(), Failure> {
        Ok(())
    }
}

runner_plugin::export!(Escapes);

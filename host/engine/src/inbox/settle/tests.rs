//! Files settle by a clock of the tests.

use super::*;

const STAMP: Stamp = Stamp {
    kind: Kind::File,
    device: 1,
    inode: 2,
    size: 3,
    modified: 4,
    changed: 5,
};

/// A folder with one file and a clock of its own.
struct Scene {
    settling: Settling,
    now: Instant,
    stamp: Option<Stamp>,
}

impl Scene {
    fn new() -> Self {
        Self {
            settling: Settling::default(),
            now: Instant::now(),
            stamp: Some(STAMP),
        }
    }

    fn sign(&mut self, sign: Sign) {
        self.settling.sign("a.wasm", sign, self.now);
    }

    /// Lets time pass, with all the looks that fall due, until a check is wanted; gives how long that took.
    fn until_check(&mut self, most: Duration) -> Option<Duration> {
        let began = self.now;
        loop {
            if self.settling.next_check().is_some() {
                return Some(self.now - began);
            }
            let next = self.settling.next().filter(|next| *next - began <= most)?;
            self.now = self.now.max(next);
            for name in self.settling.due(self.now) {
                self.settling.looked(&name, self.stamp, self.now);
            }
        }
    }

    fn wait(&mut self, millis: u64) {
        assert_eq!(self.until_check(Duration::from_millis(millis)), None);
        self.now += Duration::from_millis(millis);
    }

    fn write(&mut self) {
        let stamp = self.stamp.as_mut().unwrap();
        stamp.size += 1;
        stamp.changed += 1;
        self.sign(Sign::Written);
    }

    fn done(&mut self) {
        let stamp = self.stamp.unwrap();
        self.settling
            .checked("a.wasm", Checked::Done(stamp), self.now);
    }
}

const SOON: Option<Duration> = Some(Duration::from_millis(300));
const LONG: Duration = Duration::from_secs(3600);

#[test]
fn a_file_that_is_moved_into_place_is_checked_soon_and_once() {
    let mut scene = Scene::new();
    scene.sign(Sign::Closed);
    assert_eq!(scene.until_check(LONG), SOON);
    scene.done();
    assert_eq!(scene.until_check(LONG), None);
    assert_eq!(scene.settling.next(), None);
}

#[test]
fn a_copy_that_takes_seconds_is_checked_when_it_is_closed() {
    let mut scene = Scene::new();
    scene.stamp.as_mut().unwrap().size = 0;
    scene.sign(Sign::Touched);
    for _ in 0..5 {
        scene.wait(4_000);
        scene.write();
    }
    scene.sign(Sign::Closed);
    assert_eq!(scene.until_check(LONG), SOON);
}

#[test]
fn a_writer_that_stalls_is_not_waited_for_for_ever() {
    let mut scene = Scene::new();
    scene.write();
    let took = scene.until_check(LONG).unwrap();
    assert!(took >= STALLED && took < 2 * STALLED, "{took:?}");
}

#[test]
fn an_empty_file_is_taken_for_one_that_is_begun_until_it_is_closed() {
    let mut scene = Scene::new();
    scene.stamp.as_mut().unwrap().size = 0;
    scene.sign(Sign::Touched);
    scene.wait(5_000);
    scene.sign(Sign::Closed);
    assert_eq!(scene.until_check(LONG), SOON);
}

#[test]
fn what_is_no_file_is_looked_at_soon() {
    let mut scene = Scene::new();
    let stamp = scene.stamp.as_mut().unwrap();
    (stamp.kind, stamp.size) = (Kind::Special, 0);
    scene.sign(Sign::Touched);
    assert_eq!(scene.until_check(LONG), SOON);
}

#[test]
fn a_file_that_changes_without_a_sign_waits_until_it_stands_still() {
    let mut scene = Scene::new();
    scene.sign(Sign::Touched);
    for _ in 0..20 {
        scene.wait(140);
        scene.stamp.as_mut().unwrap().modified += 1;
    }
    assert!(scene.until_check(LONG).is_some());
}

#[test]
fn what_was_checked_is_checked_again_only_when_it_has_changed() {
    let mut scene = Scene::new();
    scene.sign(Sign::Touched);
    scene.until_check(LONG).unwrap();
    scene.done();
    scene.sign(Sign::Touched);
    assert_eq!(scene.until_check(LONG), None);
    scene.write();
    scene.sign(Sign::Closed);
    assert_eq!(scene.until_check(LONG), SOON);
}

#[test]
fn a_change_during_a_check_leads_to_another() {
    let mut scene = Scene::new();
    scene.sign(Sign::Closed);
    scene.until_check(LONG).unwrap();
    let checked = scene.stamp.unwrap();
    scene.write();
    scene.sign(Sign::Closed);
    scene
        .settling
        .checked("a.wasm", Checked::Done(checked), scene.now);
    assert_eq!(scene.until_check(LONG), SOON);
    // And so does one that only the reading noticed.
    scene
        .settling
        .checked("a.wasm", Checked::Changed, scene.now);
    assert_eq!(scene.until_check(LONG), SOON);
}

#[test]
fn a_change_takes_back_what_waits_for_its_check() {
    let mut scene = Scene::new();
    scene.sign(Sign::Closed);
    let mut looks = 0;
    while scene.settling.ready.is_empty() {
        scene.now = scene.settling.next().unwrap();
        scene.settling.looked("a.wasm", scene.stamp, scene.now);
        looks += 1;
    }
    assert_eq!(looks, 2);
    scene.write();
    assert_eq!(scene.settling.next_check(), None);
}

#[test]
fn what_may_be_half_a_file_is_checked_once_more_when_its_writer_has_had_time() {
    let mut scene = Scene::new();
    // It was there when the folder was first looked at.
    scene.settling.scanned(vec!["a.wasm".to_owned()], scene.now);
    scene.until_check(LONG).unwrap();
    assert!(scene.settling.may_be_half("a.wasm"));
    scene.settling.checked("a.wasm", Checked::Half, scene.now);
    assert!(scene.until_check(LONG).unwrap() > STALLED - Duration::from_secs(1));
    // It is closed meanwhile: then it is as it was meant.
    scene.settling.checked("a.wasm", Checked::Half, scene.now);
    scene.sign(Sign::Closed);
    assert_eq!(scene.until_check(LONG), SOON);
    assert!(!scene.settling.may_be_half("a.wasm"));
}

#[test]
fn what_the_host_failed_at_is_tried_again_more_and_more_rarely() {
    let mut scene = Scene::new();
    scene.sign(Sign::Closed);
    let mut waits = Vec::new();
    scene.until_check(LONG).unwrap();
    for _ in 0..8 {
        scene.settling.checked("a.wasm", Checked::Failed, scene.now);
        waits.push(scene.until_check(LONG).unwrap().as_secs());
    }
    assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
}

#[test]
fn a_file_that_is_gone_is_forgotten() {
    let mut scene = Scene::new();
    scene.sign(Sign::Closed);
    scene.until_check(LONG).unwrap();
    scene.done();
    scene.stamp = None;
    scene.settling.scanned(Vec::new(), scene.now);
    let names = scene.settling.due(scene.now + QUIET);
    assert_eq!(names, ["a.wasm"]);
    assert_eq!(scene.settling.looked("a.wasm", None, scene.now), Step::Gone);
    assert_eq!(scene.settling.next(), None);
}

#[test]
fn a_scan_does_not_disturb_what_is_being_written() {
    let mut scene = Scene::new();
    scene.write();
    let due = scene.settling.next();
    scene
        .settling
        .scanned(vec!["a.wasm".to_owned(), "b.wasm".to_owned()], scene.now);
    assert_eq!(scene.settling.due(scene.now + QUIET), ["b.wasm"]);
    assert_eq!(
        scene.settling.files["a.wasm"].due, due,
        "its time stays as it was"
    );
}

//! What is asked again, what is waited for, and what is said when an operator must act.

use std::time::Duration;

use runner_property_fetch::{Answer, Error, Lost};
use serde_json::json;

use crate::support::{Fake, generic, good, params, status};

#[test]
fn what_may_pass_is_asked_again_a_few_times_and_each_time_later() {
    let mut asked = 0;
    let mut world = Fake::new(move |request| {
        asked += 1;
        match asked {
            1 => status(503, "busy"),
            2 => Err(Lost::Passing("connection reset".to_owned())),
            3 => Ok(Answer {
                status: 200,
                body: b"{\"results\":[{\"Rada".to_vec(),
                ..Answer::default()
            }),
            _ => good(request, 5),
        }
    });
    let report = world.fetch(&params(&json!({}))).expect("it ends");
    assert_eq!((report.records, report.errors), (5, 3));
    assert_eq!(world.waits, [100, 200, 400].map(Duration::from_millis));
}

#[test]
fn then_it_is_the_jobs_turn_and_what_was_fetched_is_kept() {
    let mut asked = 0;
    let mut world = Fake::new(move |request| {
        asked += 1;
        if asked == 1 {
            good(request, 25)
        } else {
            status(500, "{\"error\":\n \"out of order\"}")
        }
    });
    let error = world
        .fetch(&params(&json!({"retries": 2})))
        .expect_err("it does not answer");
    assert!(matches!(error, Error::Passing(_)));
    insta::assert_snapshot!(error, @r#"https://api.propertyradar.com/v1/properties answered 500: {"error": "out of order"}; it was asked again 2 times"#);
    assert_eq!(world.requests.len(), 4);
    let (state, length) = world.saved.last().expect("it is kept");
    assert_eq!(
        (
            state["counts"]["errors"].as_u64(),
            state["counts"]["records"].as_u64()
        ),
        (Some(3), Some(10))
    );
    assert_eq!(*length, world.output.borrow().len());
}

#[test]
fn a_server_that_asks_for_patience_is_given_what_it_asks_for() {
    for (code, asks, given) in [(429, Some(7), 7), (429, None, 30), (503, Some(2), 2)] {
        let mut world = Fake::new(|_| {
            let mut answer = status(code, "slow down")?;
            answer.retry_after = asks.map(Duration::from_secs);
            Ok(answer)
        });
        let error = world.fetch(&params(&json!({}))).expect_err("it is to wait");
        let Error::Patience { delay, .. } = error else {
            panic!("{error:?}")
        };
        assert_eq!(delay, Duration::from_secs(given));
        assert_eq!((world.requests.len(), world.waits.len()), (1, 0));
    }
}

#[test]
fn what_no_retry_mends_is_said_with_what_to_do() {
    let said = |code: u16, more: serde_json::Value| {
        let mut world = Fake::new(|request| {
            if request.url.contains("Start=0") || code != 402 {
                if code == 402 {
                    good(request, 25)
                } else {
                    status(code, "no such luck")
                }
            } else {
                status(code, "no such luck")
            }
        });
        let error = world.fetch(&more).expect_err("it is refused");
        assert!(matches!(error, Error::Refused(_)), "{error:?}");
        error.to_string()
    };
    insta::assert_snapshot!(said(401, params(&json!({}))), @r"
    https://api.propertyradar.com/v1/properties answered 401: no such luck; the key is an operator's: the host puts it into each request by the grant, from the secret `propertyradar`. To set them, and to go on:

        runner secret set propertyradar
        runner plugin grant property-fetch https://api.propertyradar.com --method POST --header 'authorization: Bearer ${secret:propertyradar}'
        runner job retry 018f
    ");
    insta::assert_snapshot!(said(403, generic(&json!("none"))), @r"
    https://a.com/items answered 403: no such luck; the key is an operator's: the host puts it into each request by the grant, from the secret `NAME`. To set them, and to go on:

        runner secret set NAME
        runner plugin grant property-fetch https://a.com --header 'authorization: Bearer ${secret:NAME}'
        runner job retry 018f
    ");
    insta::assert_snapshot!(said(402, params(&json!({}))), @r"
    https://api.propertyradar.com/v1/properties answered 402: no such luck; the account has no credit left. What was fetched before, 10 records, is kept as a partial output; once there is credit, the job goes on behind them:

        runner job retry 018f
    ");
    insta::assert_snapshot!(said(400, params(&json!({"criteria": {"owner_age": [60, 70], "State": "AZ"}}))), @r#"https://api.propertyradar.com/v1/properties answered 400: no such luck; of `criteria` it was sent `owner_age` as `OwnerAge`: if the API has another name for one, or takes its value in another form, give `criteria` as the API's own list, [{"name": …, "value": …}], which is sent as it is"#);
    insta::assert_snapshot!(said(302, params(&json!({}))), @"https://api.propertyradar.com/v1/properties answered 302: no such luck: it sends elsewhere, and no redirect is followed");
}

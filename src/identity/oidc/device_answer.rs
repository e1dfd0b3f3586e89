//! What a device authorization endpoint answers: RFC 8628, section 3.2.

use oauth2::HttpResponse;
use serde_json::Value;

/// The numbers in an answer, and what counts where one cannot be read: a day (the provider says itself when a code is too old), and the
/// pause that section 3.2 gives.
const NUMBERS: [(&str, u64); 2] = [("expires_in", 86_400), ("interval", 5)];

/// Gives numbers the type that `oauth2` insists on: Entra ID (v1) sends them as text.
pub(super) fn with_plain_numbers(answer: HttpResponse) -> HttpResponse {
    answer.map(|body| match serde_json::from_slice(&body) {
        Ok(Value::Object(mut fields)) => {
            for (name, otherwise) in NUMBERS {
                if let Some(value) = fields.get_mut(name) {
                    *value = seconds(value).unwrap_or(otherwise).into();
                }
            }
            Value::Object(fields).to_string().into_bytes()
        }
        _ => body,
    })
}

fn seconds(value: &Value) -> Option<u64> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast from a float saturates, and it is not negative")]
    let rounded = |seconds: f64| (seconds >= 0.0).then_some(seconds as u64);
    value.as_u64().or_else(|| value.as_f64().and_then(rounded)).or_else(|| value.as_str()?.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_number_becomes_a_plain_one() {
        for (sent, read) in [
            (json!(900), 900),
            (json!("900"), 900),
            (json!(" 900 "), 900),
            (json!(900.9), 900),
            (json!(1e300), u64::MAX),
            (json!(-1), 86_400),
            (json!(-0.5), 86_400),
            (json!("soon"), 86_400),
            (json!(null), 86_400),
            (json!([900]), 86_400),
        ] {
            let body = json!({"device_code": "d", "expires_in": sent}).to_string().into_bytes();
            let answer = with_plain_numbers(HttpResponse::new(body));
            assert_eq!(serde_json::from_slice::<Value>(answer.body()).unwrap(), json!({"device_code": "d", "expires_in": read}), "{sent}");
        }
    }

    #[test]
    fn what_is_no_object_stays_as_it_came() {
        for body in ["", "<html>", "[1]", "{\"expires_in\": "] {
            assert_eq!(with_plain_numbers(HttpResponse::new(body.into())).body(), body.as_bytes());
        }
    }
}

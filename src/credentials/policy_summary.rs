//! A policy in one line per statement, for people: `Allow s3:GetObject on logs/*`.

use serde_json::Value;

/// The beginning of the ARNs of buckets and objects, which is left out.
const S3_ARN: &str = "arn:aws:s3:::";

/// Returns a line for each statement of `policy`.
pub(super) fn statements_of(policy: &Value) -> Vec<String> {
    let statements =
        policy.get("Statement").map(|statements| statements.as_array().map_or(std::slice::from_ref(statements), Vec::as_slice));
    statements.unwrap_or_default().iter().map(statement).collect()
}

fn statement(statement: &Value) -> String {
    let effect = statement.get("Effect").and_then(Value::as_str).unwrap_or("no effect for");
    let list = |name: &str| statement.get(name).map(|value| texts(value).join(", "));
    let actions = list("Action").or_else(|| list("NotAction").map(|actions| format!("all but {actions}"))).unwrap_or_default();
    let resources = list("Resource").or_else(|| list("NotResource").map(|resources| format!("all but {resources}")));
    let on = resources.map(|resources| format!(" on {resources}")).unwrap_or_default();
    format!("{effect} {actions}{on}{}", conditions(statement).unwrap_or_default())
}

/// Returns the conditions of a statement: ` if StringLike s3:prefix a/*`.
fn conditions(statement: &Value) -> Option<String> {
    let operators = statement.get("Condition")?.as_object()?;
    let conditions = operators.iter().flat_map(|(operator, keys)| {
        let keys = keys.as_object().into_iter().flatten();
        keys.map(move |(key, values)| format!("{operator} {key} {}", texts(values).join(" or ")))
    });
    Some(format!(" if {}", conditions.collect::<Vec<_>>().join(" and ")))
}

/// Returns a value or a list of values as texts.
fn texts(value: &Value) -> Vec<String> {
    let text =
        |value: &Value| value.as_str().map_or_else(|| value.to_string(), |text| text.strip_prefix(S3_ARN).unwrap_or(text).to_owned());
    value.as_array().map_or_else(|| vec![text(value)], |values| values.iter().map(text).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_statement_is_one_line() {
        let policy = json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::logs/*"},
            {"Effect": "Deny", "NotAction": "s3:*", "NotResource": ["*"], "Condition": {"StringLike": {"s3:prefix": ["a", "a/*"]}}},
        ]});
        let expected = ["Allow s3:GetObject, s3:PutObject on logs/*", "Deny all but s3:* on all but * if StringLike s3:prefix a or a/*"];
        assert_eq!(statements_of(&policy), expected);
        assert_eq!(statements_of(&json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})), ["Allow * on *"]);
        for other in [json!({}), json!([]), json!({"Statement": 7}), json!({"Statement": [null]})] {
            statements_of(&other); // any JSON is shown somehow
        }
    }
}

//! When agents took people.

use crate::store::db::Work;
use crate::store::error::StoreError;

// A shift goes on where the agent says the same again.
const END_SHIFT: &str = "UPDATE agent_shifts SET until_at = $2 WHERE subject = $1 AND until_at IS NULL \
    AND NOT EXISTS (SELECT 1 FROM agents a WHERE a.subject = agent_shifts.subject \
    AND a.presence IN ('online', 'busy') AND a.center = agent_shifts.center \
    AND a.authority = agent_shifts.authority AND a.capacity = agent_shifts.seats)";
const BEGIN_SHIFT: &str = "INSERT INTO agent_shifts (subject, authority, center, seats, from_at) \
    SELECT subject, authority, center, capacity, $2 FROM agents \
    WHERE subject = $1 AND presence IN ('online', 'busy') AND NOT EXISTS \
    (SELECT 1 FROM agent_shifts s WHERE s.subject = agents.subject AND s.until_at IS NULL)";

/// Ends an agent's shift and begins the next one, where they take people now.
pub(crate) async fn turn_shift(
    work: &mut Work,
    (subject, now): (&str, i64),
) -> Result<(), StoreError> {
    for statement in [END_SHIFT, BEGIN_SHIFT] {
        sqlx::query(statement).bind(subject.to_owned()).bind(now).execute(&mut **work).await?;
    }
    Ok(())
}

"""What was learnt: findings, measures, report, archive, history, replay."""

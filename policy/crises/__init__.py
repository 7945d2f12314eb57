"""A crisis: who answers its call, where it is, and the alerts that other systems draw."""

"""How a rule could do better, learned from votes and near misses. Pure."""

"""How much rules found, hour by hour; when feeds were read; and the spikes."""
